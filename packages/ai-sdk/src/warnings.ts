import type { SharedV4Warning } from '@ai-sdk/provider'
import type { DroppedField } from '@via-codex/core'

/** A warning for each part of the request that was left out, by its name in the AI SDK. */
export function toWarnings(dropped: readonly DroppedField[]): SharedV4Warning[] {
  return dropped.map(({ field, reason }) => ({
    type: 'unsupported',
    feature: featureOf(field),
    details: reason,
  }))
}

/** `max_output_tokens` is `maxOutputTokens` there, and `text.verbosity` is `textVerbosity`. */
function featureOf(field: string): string {
  if (field === 'top_logprobs') return 'logprobs'
  return field.replaceAll(/[._]([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
