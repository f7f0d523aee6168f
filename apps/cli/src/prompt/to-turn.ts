import type { InputItem } from '@via-codex/core'
import type { Turn } from '../log/turn.ts'
import type { PreparedPrompt } from './prepare-prompt.ts'

/** A prompt as the log keeps it. */
export function toTurn(
  conversationId: string,
  prompt: PreparedPrompt,
  { model, input }: { model: string; input: readonly InputItem[] },
): Turn {
  return {
    conversationId,
    model,
    prompt: prompt.text,
    system: prompt.system,
    options: Object.fromEntries(prompt.options),
    items: input,
    attachments: prompt.attachments.map(({ type, bytes, source }) => ({
      type,
      content: bytes,
      source,
    })),
    fragments: [
      ...prompt.fragments.map((fragment) => ({ ...fragment, place: 'prompt' as const })),
      ...prompt.systemFragments.map((fragment) => ({ ...fragment, place: 'system' as const })),
    ],
    schema: prompt.schema,
    tools: prompt.tools,
  }
}
