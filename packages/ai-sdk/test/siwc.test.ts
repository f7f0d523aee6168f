/** What holds for a Codex login and is the same with a sign-in with ChatGPT, and what is not. */
import {
  reasoningScenario,
  textScenario,
  toolCallsScenario,
  type JsonObject,
} from '@via-codex/simulator'
import { generateImage, isStepCount, Output, tool } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectWithSiwc } from '../../../tools/connect-simulator.ts'
import { createCodex } from '../src/create-codex.ts'
import { ask, modes } from './support/ask.ts'

// The SDK prints warnings unless it is told not to; the tests read them.
globalThis.AI_SDK_LOG_WARNINGS = false

async function connect() {
  const connected = await connectWithSiwc(() => codex.close())
  const { credential, simulator } = connected
  const codex = createCodex({ credential, endpoints: simulator.endpoints })
  return { ...connected, codex }
}

const weather = tool({
  description: 'The weather in a city',
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => `${city}: 21 degrees`,
})

describe.each(modes)('%s, as with a Codex login', (mode) => {
  it('gives text, usage and warnings, at the public API', async () => {
    const { codex, simulator, body } = await connect()
    simulator.scenario(textScenario('Hello there.', { usage: { outputTokens: 7 } }))
    const model = codex('gpt-5.5')
    const result = await ask(mode, { model, prompt: 'Say hello', temperature: 0.5 })
    expect(result).toMatchObject({ text: 'Hello there.', finishReason: 'stop' })
    expect(result.usage.outputTokens).toBe(7)
    expect(result.warnings).toMatchObject([{ feature: 'temperature' }])
    expect(body()).toMatchObject({ store: false, stream: true })
    const { path, headers } = simulator.requests.last('responses')
    expect(path).toBe('/v1/responses')
    expect(headers).not.toHaveProperty('originator')
  })

  it('replays reasoning', async () => {
    const { codex, simulator, body } = await connect()
    simulator.scenario(reasoningScenario('First.', 'One.'), textScenario('Two.'))
    const model = codex('gpt-5.5')
    const first = await ask(mode, { model, prompt: 'Say hello', reasoning: 'high' })
    const messages = [
      { role: 'user' as const, content: 'Say hello' },
      ...first.responseMessages,
      { role: 'user' as const, content: 'More' },
    ]
    expect((await ask(mode, { model, messages })).text).toBe('Two.')
    expect((body()['input'] as JsonObject[])[1]).toMatchObject({
      type: 'reasoning',
      encrypted_content: expect.any(String),
    })
  })

  it.each(['gpt-5.5', 'gpt-6-sol'])('runs tools with %s', async (id) => {
    const { codex, simulator } = await connect()
    const call = { name: 'weather', arguments: { city: 'Lisbon' }, callId: 'call_1' }
    simulator.scenario(toolCallsScenario([call]), textScenario('Warm.'))
    const result = await ask(mode, {
      model: codex(id),
      prompt: 'What is the weather in Lisbon?',
      tools: { weather },
      stopWhen: isStepCount(3),
    })
    expect(result.text).toBe('Warm.')
    expect(result.steps.map((step) => step.finishReason)).toEqual(['tool-calls', 'stop'])
    expect(simulator.requests.count('responses')).toBe(2)
  })

  it('tells a used-up plan once, with the way to the settings', async () => {
    const { codex, simulator } = await connect()
    simulator.faults.add({ kind: 'subscription-sharing', times: Number.POSITIVE_INFINITY })
    await expect(ask(mode, { model: codex('gpt-5.5'), prompt: 'Hello' })).rejects.toMatchObject({
      message: expect.stringContaining('https://chatgpt.com/settings/usage'),
    })
    expect(simulator.requests.count('responses')).toBe(1)
  })
})

it('gives objects, as with a Codex login', async () => {
  const { codex, simulator } = await connect()
  simulator.scenario(textScenario('{"name":"Pelican"}'))
  const { generateText } = await import('ai')
  const { output } = await generateText({
    model: codex('gpt-5.5'),
    prompt: 'Name a bird.',
    output: Output.object({ schema: z.object({ name: z.string() }) }),
  })
  expect(output).toEqual({ name: 'Pelican' })
})

it('draws no pictures: this backend has none', async () => {
  const { codex } = await connect()
  const prompt = 'A pelican'
  await expect(generateImage({ model: codex.image('gpt-image-2'), prompt })).rejects.toMatchObject({
    message: expect.stringContaining('models and responses only'),
  })
})
