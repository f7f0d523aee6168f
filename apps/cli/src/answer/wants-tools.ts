import type { CodexResponse } from '@via-codex/core'

/** Whether an answer calls tools of ours, and so is not the last one. */
export function wantsTools({ output }: Pick<CodexResponse, 'output'>): boolean {
  return output.some(({ type }) => type === 'function_call')
}
