/** The OpenAI Agents SDK on our fetch, over the openai SDK. */
import {
  Agent,
  MemorySession,
  OpenAIProvider,
  Runner,
  imageGenerationTool,
  tool,
  user,
  webSearchTool,
  type AgentInputItem,
} from '@openai/agents'
import {
  reasoningScenario,
  textScenario,
  toolCallsScenario,
  type JsonObject,
  type Simulator,
} from '@via-codex/simulator'
import OpenAI, { RateLimitError } from 'openai'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { findCodexError } from '../../src/fetch/find-codex-error.ts'
import { backends, differences, type BackendName } from '../../../../tools/backends.ts'
import { expectFunctions } from '../../../../tools/connect-simulator.ts'
import { connectFetch } from '../support/connect-fetch.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const model = 'gpt-5.5'

async function connectAgents(backend: BackendName) {
  const { codexFetch, simulator, body } = await connectFetch({}, {}, backend)
  const openAIClient = new OpenAI({ apiKey: 'via-codex', fetch: codexFetch })
  const modelProvider = new OpenAIProvider({ openAIClient })
  const runner = new Runner({ modelProvider, tracingDisabled: true })
  return { runner, simulator, body }
}

// The SDK's own word for an agent of any kind.
type AnyAgent = Agent<any, any>

const weather = tool({
  name: 'weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `Clear in ${city}.`,
})

const callsWeather = () =>
  toolCallsScenario([{ name: 'weather', arguments: { city: 'Lisbon' }, callId: 'call_1' }])

function inputOf(simulator: Simulator): JsonObject[] {
  return (simulator.requests.last('responses').body as { input: JsonObject[] }).input
}

const kindsOf = (items: readonly JsonObject[]) =>
  items.map((item) => String(item['type'] ?? item['role']))

const ways = backends.flatMap((backend) => [[backend, false] as const, [backend, true] as const])

describe.each(ways)('%s, an agent, streamed: %j', (backend, stream) => {
  const run = async (
    { runner }: { runner: Runner },
    agent: AnyAgent,
    input: string | AgentInputItem[],
    options: { session?: MemorySession; maxTurns?: number } = {},
  ) => {
    if (!stream) return runner.run(agent, input, options)
    const result = await runner.run(agent, input, { ...options, stream: true })
    for await (const event of result.toStream()) expect(event.type).toMatch(/event$/)
    await result.completed
    return result
  }

  test('answers', async () => {
    const world = await connectAgents(backend)
    world.simulator.scenario(reasoningScenario('Thinking.', 'Hello.'))
    const agent = new Agent({
      name: 'A',
      instructions: 'Be brief.',
      model,
      modelSettings: { temperature: 0.2, store: true, maxTokens: 10 },
    })
    expect((await run(world, agent, 'Hi')).finalOutput).toBe('Hello.')
    expect(world.body()).toMatchObject({ instructions: 'Be brief.', store: false })
  })

  test.each(['gpt-5.5', 'gpt-6-sol'])(
    'of %s calls its tool once, and answers with what it gave',
    async (id) => {
      const world = await connectAgents(backend)
      world.simulator.scenario(callsWeather(), textScenario('It is clear.'))
      const agent = new Agent({ name: 'A', model: id, tools: [weather] })
      const result = await run(world, agent, 'Weather?', { maxTurns: 3 })
      expect(result.finalOutput).toBe('It is clear.')
      expect(world.simulator.requests.count('responses')).toBe(2)
      expectFunctions(backend, id, world.body(), [{ type: 'function', name: 'weather' }])
      expect(inputOf(world.simulator).slice(-3)).toMatchObject([
        { role: 'user' },
        { type: 'function_call', call_id: 'call_1' },
        { type: 'function_call_output', call_id: 'call_1' },
      ])
      expect(JSON.stringify(inputOf(world.simulator))).toContain('Clear in Lisbon.')
    },
  )

  test('hands over', async () => {
    const world = await connectAgents(backend)
    world.simulator.scenario(
      toolCallsScenario([{ name: 'transfer_to_B', arguments: {} }]),
      textScenario('I am B.'),
    )
    const b = new Agent({ name: 'B', instructions: 'You are B.', model })
    const a = new Agent({ name: 'A', instructions: 'You are A.', model, handoffs: [b] })
    const result = await run(world, a, 'Who are you?')
    expect(result.lastAgent?.name).toBe('B')
    expect(result.finalOutput).toBe('I am B.')
    expect(world.simulator.requests.last('responses').body).toMatchObject({
      instructions: 'You are B.',
    })
  })

  test('answers in a form', async () => {
    const world = await connectAgents(backend)
    world.simulator.scenario(textScenario('{"name":"Albatross"}'))
    const outputType = z.object({ name: z.string() })
    const agent = new Agent({ name: 'A', model, outputType })
    const result = await run(world, agent, 'Which bird?')
    expect(result.finalOutput).toEqual({ name: 'Albatross' })
  })

  test('remembers, reasoning too', async () => {
    const world = await connectAgents(backend)
    const { simulator } = world
    simulator.scenario(
      {
        items: [
          ...(reasoningScenario('Thinking.', '').items ?? []).slice(0, 1),
          ...(callsWeather().items ?? []),
        ],
      },
      textScenario('Clear.'),
      textScenario('As I said.'),
      textScenario('Again.'),
    )
    const agent = new Agent({ name: 'A', model, tools: [weather] })
    const session = new MemorySession()
    await run(world, agent, 'Weather?', { session })
    const second = await run(world, agent, 'And now?', { session })
    expect(kindsOf(inputOf(simulator))).toEqual([
      'user',
      'reasoning',
      'function_call',
      'function_call_output',
      'message',
      'user',
    ])
    expect(inputOf(simulator)[1]?.['encrypted_content']).toBeTypeOf('string')
    const third = await run(world, agent, [...second.history, user('Once more?')])
    expect(third.finalOutput).toBe('Again.')
  })

  test('uses tools of the other side, and goes on', async () => {
    const world = await connectAgents(backend)
    const { simulator } = world
    const search = {
      type: 'web_search_call',
      id: 'ws_fake',
      status: 'completed',
      action: { type: 'search', query: 'pelicans' },
    }
    simulator.scenario(
      {
        items: [
          { type: 'raw', item: search },
          { type: 'text', text: 'Found.' },
        ],
      },
      textScenario('Still found.'),
    )
    const drawing = differences.pictures[backend] ? [imageGenerationTool()] : []
    const tools = [webSearchTool(), ...drawing]
    const agent = new Agent({ name: 'A', model, tools })
    const first = await run(world, agent, 'Search.')
    expect(first.finalOutput).toBe('Found.')
    expect(simulator.requests.last('responses').body).toMatchObject({
      tools: [{ type: 'web_search' }, ...drawing.map(() => ({ type: 'image_generation' }))],
    })
    await run(world, agent, [...first.history, user('Again.')])
    expect(kindsOf(inputOf(simulator))).toContain('web_search_call')
  })

  test('asks once of a plan that is used up', async () => {
    const world = await connectAgents(backend)
    world.simulator.faults.add(differences['used up'][backend].fault)
    const agent = new Agent({ name: 'A', model })
    const error = await rejectionOf(run(world, agent, 'Hi'))
    expect(error).toBeInstanceOf(RateLimitError)
    expect(findCodexError(error)).toMatchObject({ code: 'USAGE_LIMIT_REACHED' })
    expect(world.simulator.requests.count('responses')).toBe(1)
  })
})
