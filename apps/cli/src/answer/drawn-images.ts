import type { CodexResponse } from '@via-codex/core'

/** The images that a model drew for an answer. @see docs/protocol.md §9.4 */
export function drawnImages({ output }: Pick<CodexResponse, 'output'>): Buffer[] {
  const items = output as readonly { type: string; result?: unknown }[]
  return items.flatMap(({ type, result }) =>
    type === 'image_generation_call' && typeof result === 'string'
      ? [Buffer.from(result, 'base64')]
      : [],
  )
}
