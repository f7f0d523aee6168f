import type { CodexResponse } from '@via-codex/core'
import type { Context } from '../context.ts'

/** Tells how many tokens an answer took, in one line. */
export function tellUsage({ usage }: CodexResponse, talk: Context['talk']): void {
  if (!usage) return talk.say('usage: not told by the server')
  const { input_tokens: input, output_tokens: output, total_tokens: total } = usage
  const cached = usage.input_tokens_details?.cached_tokens ?? 0
  const reasoning = usage.output_tokens_details?.reasoning_tokens ?? 0
  talk.say(
    `usage: ${input} in (${cached} cached), ${output} out (${reasoning} reasoning), ${total} total`,
  )
}
