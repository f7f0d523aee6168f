import type { CodexResponse, ResponseUsage } from '@via-codex/core'
import type { Context } from '../context.ts'

/** Tells how many tokens an answer took, in one line. */
export function tellUsage({ usage }: CodexResponse, talk: Context['talk']): void {
  talk.say(`usage: ${usage ? describeUsage(usage) : 'not told by the server'}`)
}

/** `31 in (8 cached), 20 out (12 reasoning), 51 total` */
export function describeUsage(usage: ResponseUsage): string {
  const { input_tokens: input, output_tokens: output, total_tokens: total } = usage
  const cached = usage.input_tokens_details?.cached_tokens ?? 0
  const reasoning = usage.output_tokens_details?.reasoning_tokens ?? 0
  return `${input} in (${cached} cached), ${output} out (${reasoning} reasoning), ${total} total`
}
