/** Cases of which `mutation.test.ts` also proves that they can fail. */
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages'
import { reasoningScenario, textScenario } from '@via-codex/simulator'
import { expect } from 'vitest'
import type { ChatCodex } from '../../src/chat-codex.ts'
import type { BackendName } from '../../../../tools/backends.ts'
import { ask, failure, type Mode } from './ask.ts'
import { connect } from './connect.ts'

export const ciphertext = 'gAAAAA-fake-ciphertext'
const usage = { inputTokens: 100, cachedTokens: 64, outputTokens: 90, reasoningTokens: 64 }

export async function givesTextAndUsage(
  backend: BackendName,
  mode: Mode,
  Model?: typeof ChatCodex,
): Promise<void> {
  const { model, simulator, body } = await connect(backend, {}, { ...(Model && { Model }) })
  simulator.scenario(textScenario('Hello there.', { usage }))
  const message = await ask(mode, model, 'Say hello')
  expect(message.text).toBe('Hello there.')
  expect(message.usage_metadata).toMatchObject({
    input_tokens: 100,
    output_tokens: 90,
    total_tokens: 190,
    input_token_details: { cache_read: 64 },
    output_token_details: { reasoning: 64 },
  })
  expect(body()).toMatchObject({ model: 'gpt-5.5', store: false, stream: true })
}

export async function replaysReasoning(
  backend: BackendName,
  mode: Mode,
  outputVersion: 'v0' | 'v1' = 'v0',
  Model?: typeof ChatCodex,
): Promise<void> {
  const { model, simulator, input } = await connect(
    backend,
    { outputVersion, reasoning: { effort: 'high', summary: 'auto' } },
    { ...(Model && { Model }) },
  )
  simulator.scenario(reasoningScenario(['First.', 'Second.'], 'One.'), textScenario('Two.'))
  const question = new HumanMessage('Say hello')
  const first = await ask(mode, model, [question])
  expect(first.contentBlocks).toContainEqual(expect.objectContaining({ type: 'reasoning' }))
  const second = await ask(mode, model, [question, first, new HumanMessage('More')])
  expect(second.text).toBe('Two.')
  expect(input()).toMatchObject([
    { role: 'user' },
    {
      type: 'reasoning',
      encrypted_content: expect.stringContaining(ciphertext),
      // LangChain's v1 makes one text of them.
      summary:
        outputVersion === 'v0'
          ? [{ text: 'First.' }, { text: 'Second.' }]
          : [{ text: 'First.Second.' }],
    },
    { role: 'assistant', content: expect.anything() },
    { role: 'user' },
  ])
  expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
}

export async function takesSystemMessages(
  backend: BackendName,
  mode: Mode,
  Model?: typeof ChatCodex,
): Promise<void> {
  // Of a model whose name LangChain does not know it sends them as they are.
  const { model, input } = await connect(
    backend,
    { model: 'codex-auto-review' },
    { ...(Model && { Model }) },
  )
  const { text } = await ask(mode, model, [
    new HumanMessage('Tell me a story.'),
    new AIMessage('Once upon a time.'),
    new SystemMessage('From now on, rhyme.'),
    new HumanMessage('And then?'),
  ])
  expect(text).toContain('And then?')
  expect(input().map((item) => item['role'])).toEqual(['user', 'assistant', 'developer', 'user'])
}

export async function failsWithTheAnswer(
  backend: BackendName,
  mode: Mode,
  Model?: typeof ChatCodex,
): Promise<void> {
  const { model, simulator } = await connect(backend, {}, { ...(Model && { Model }) })
  simulator.faults.add({ kind: 'response-failed', message: 'Why.', afterEvents: 6 })
  const error = await failure(ask(mode, model, 'Say hello'))
  expect(error.message).toContain('Why.')
}
