/** Cases of which `mutation.test.ts` also proves that they can fail. */
import { reasoningScenario, textScenario } from '@via-codex/simulator'
import type { ModelMessage } from 'ai'
import { expect } from 'vitest'
import type { BackendName } from '../../../../tools/backends.ts'
import { ask, type Mode } from './ask.ts'
import { connect, type CreateCodex } from './connect.ts'

export const ciphertext = 'gAAAAA-fake-ciphertext'

export const history: ModelMessage[] = [
  { role: 'user', content: 'Tell me a story.' },
  { role: 'assistant', content: 'Once upon a time.' },
  { role: 'user', content: 'And then?' },
]

export function userSays(content: string): ModelMessage[] {
  return [{ role: 'user', content }]
}

export async function givesTextAndUsage(
  backend: BackendName,
  mode: Mode,
  create?: CreateCodex,
): Promise<void> {
  const { codex, simulator, body } = await connect(backend, {}, {}, {}, create)
  const usage = { inputTokens: 100, cachedTokens: 64, outputTokens: 90, reasoningTokens: 64 }
  simulator.scenario(textScenario('Hello there.', { usage }))
  const result = await ask(mode, { model: codex('gpt-5.5'), prompt: 'Say hello' })
  expect(result).toMatchObject({ text: 'Hello there.', finishReason: 'stop', warnings: [] })
  expect(result.usage).toMatchObject({
    inputTokens: 100,
    inputTokenDetails: { cacheReadTokens: 64, noCacheTokens: 36 },
    outputTokens: 90,
    outputTokenDetails: { reasoningTokens: 64, textTokens: 26 },
  })
  expect(body()).toMatchObject({ model: 'gpt-5.5', store: false, stream: true })
}

export async function replaysReasoning(
  backend: BackendName,
  mode: Mode,
  create?: CreateCodex,
): Promise<void> {
  const { codex, simulator, input } = await connect(backend, {}, {}, {}, create)
  simulator.scenario(reasoningScenario(['First.', 'Second.'], 'One.'), textScenario('Two.'))
  const model = codex('gpt-5.5')
  const first = await ask(mode, { model, prompt: 'Say hello', reasoning: 'high' })
  expect(first.reasoning).toMatchObject([{ text: 'First.' }, { text: 'Second.' }])
  const messages = [...userSays('Say hello'), ...first.responseMessages, ...userSays('More')]
  const second = await ask(mode, { model, messages })
  expect(second.text).toBe('Two.')
  expect(input()).toMatchObject([
    { role: 'user' },
    {
      type: 'reasoning',
      encrypted_content: expect.stringContaining(ciphertext),
      summary: [{ text: 'First.' }, { text: 'Second.' }],
    },
    { role: 'assistant', content: expect.anything() },
    { role: 'user' },
  ])
  expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
}

export async function takesSystemMessages(
  backend: BackendName,
  mode: Mode,
  create?: CreateCodex,
): Promise<void> {
  const { codex, input } = await connect(backend, {}, {}, {}, create)
  const { text } = await ask(mode, {
    model: codex('gpt-5.5'),
    allowSystemInMessages: true,
    messages: [
      ...history.slice(0, 2),
      { role: 'system', content: 'From now on, rhyme.' },
      ...history.slice(2),
    ],
  })
  expect(text).toContain('And then?')
  expect(input().map((item) => item['role'])).toEqual(['user', 'assistant', 'developer', 'user'])
}
