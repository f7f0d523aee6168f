/**
 * A program of someone else, as far as its types go: it is compiled against what the package ships, by every supported
 * TypeScript, and never run.
 */
import {
  ChatCodex,
  codexTools,
  type ChatCodexCallOptions,
  type ChatCodexFields,
} from '@via-codex/langchain'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { AIMessageChunk } from '@langchain/core/messages'
import { createAgent, tool } from 'langchain'
import { z } from 'zod'

const fields = {
  model: 'some-model-of-tomorrow',
  codexHome: '/srv/codex',
  instructions: 'You are brief.',
  reasoning: { effort: 'high', summary: 'auto' },
  temperature: 0,
  maxRetries: 2,
  onDropped: (dropped) => dropped.map(({ field }) => field),
} satisfies ChatCodexFields

export const model: BaseChatModel = new ChatCodex(fields)
export const named = new ChatCodex('gpt-5.5', { outputVersion: 'v1' })
export const call: ChatCodexCallOptions = { instructions: 'Be kind.', tool_choice: 'auto' }

// @ts-expect-error it has no default
export const nameless = new ChatCodex({ codexHome: '/srv/codex' })
// @ts-expect-error the backend stores nothing
export const stored = { previous_response_id: 'resp_1' } satisfies ChatCodexCallOptions
// @ts-expect-error this package decides it
export const zdr = { model: 'gpt-5.5', zdrEnabled: false } satisfies ChatCodexFields
export const elsewhere = {
  model: 'gpt-5.5',
  // @ts-expect-error requests go where the login belongs
  configuration: { baseURL: 'https://elsewhere.example' },
} satisfies ChatCodexFields

export async function main(): Promise<unknown> {
  const weather = tool(({ city }) => city, {
    name: 'weather',
    schema: z.object({ city: z.string() }),
  })
  const answer: AIMessageChunk = await named
    .bindTools([weather, codexTools.webSearch()])
    .invoke('Hello')
  for await (const { text } of await named.stream(answer.text, call)) text.toUpperCase()
  const { degrees } = await named
    .withStructuredOutput(z.object({ degrees: z.number() }), { method: 'jsonSchema' })
    .invoke('How warm is it?')
  degrees.toFixed()
  return createAgent({ model: named, tools: [weather] }).invoke({ messages: answer.text })
}
