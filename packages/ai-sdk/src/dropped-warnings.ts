import type { SharedV4Warning } from '@ai-sdk/provider'

/** A warning for each part of the request that core's fetch left out, by its name in the AI SDK. */
export function toDroppedWarnings(_headers: unknown): SharedV4Warning[] {
  return []
}
