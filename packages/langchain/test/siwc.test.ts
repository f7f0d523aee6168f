/** What holds for a Codex login and is the same with a sign-in with ChatGPT. */
import { HumanMessage } from '@langchain/core/messages'
import type { DroppedField } from '@via-codex/core'
import {
  reasoningScenario,
  textScenario,
  toolCallsScenario,
  type JsonObject,
} from '@via-codex/simulator'
import { createAgent, tool } from 'langchain'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectWithSiwc } from '../../../tools/connect-simulator.ts'
import { ChatCodex, type ChatCodexFields } from '../src/index.ts'
import { ask, failure, modes } from './support/ask.ts'

async function connect(fields: Partial<ChatCodexFields> = {}) {
  const connected = await connectWithSiwc(() => model.close())
  const { credential, simulator } = connected
  const { endpoints } = simulator
  const model = new ChatCodex({ model: 'gpt-5.5', credential, endpoints, ...fields })
  return { ...connected, model }
}

describe.each(modes)('%s', (mode) => {
  it('gives text and usage, at the public API', async () => {
    const dropped: DroppedField[] = []
    const { model, simulator, body } = await connect({
      temperature: 0.5,
      onDropped: (fields) => dropped.push(...fields),
    })
    simulator.scenario(textScenario('Hello there.', { usage: { outputTokens: 7 } }))
    const message = await ask(mode, model, 'Say hello')
    expect(message.text).toBe('Hello there.')
    expect(message.usage_metadata).toMatchObject({ output_tokens: 7 })
    expect(dropped).toMatchObject([{ field: 'temperature' }])
    expect(body()).toMatchObject({ store: false, stream: true })
    expect(simulator.requests.last('responses').path).toBe('/v1/responses')
  })

  it('sends reasoning back', async () => {
    const { model, simulator, body } = await connect({ reasoning: { effort: 'high' } })
    simulator.scenario(reasoningScenario('First.', 'One.'), textScenario('Two.'))
    const question = new HumanMessage('Say hello')
    const first = await ask(mode, model, [question])
    const second = await ask(mode, model, [question, first, new HumanMessage('More')])
    expect(second.text).toBe('Two.')
    expect((body()['input'] as JsonObject[])[1]).toMatchObject({
      type: 'reasoning',
      encrypted_content: expect.any(String),
    })
  })

  it('tells a used-up plan once, with the way to the settings', async () => {
    const { model, simulator } = await connect()
    simulator.faults.add({ kind: 'subscription-sharing', times: Infinity })
    const error = await failure(ask(mode, model, 'Hello'))
    expect(error).toMatchObject({ lc_error_code: 'MODEL_RATE_LIMIT' })
    expect(error.message).toContain('https://chatgpt.com/settings/usage')
    expect(simulator.requests.count('responses')).toBe(1)
  })
})

it.each(['gpt-5.5', 'gpt-6-sol'])('runs an agent with %s', async (id) => {
  const { model, simulator } = await connect({ model: id })
  const call = { name: 'weather', arguments: { city: 'Lisbon' }, callId: 'call_1' }
  simulator.scenario(toolCallsScenario([call]), textScenario('Warm.'))
  const weather = tool(({ city }) => `${city}: 21 degrees`, {
    name: 'weather',
    description: 'The weather in a city',
    schema: z.object({ city: z.string() }),
  })
  const agent = createAgent({ model, tools: [weather] })
  const { messages } = await agent.invoke({ messages: 'What is the weather in Lisbon?' })
  expect(messages.at(-1)?.text).toBe('Warm.')
})
