import {
  incompleteScenario,
  textScenario,
  toolCallsScenario,
  type JsonObject,
  type Simulator,
} from '@via-codex/simulator'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { Conversation } from '../../src/agent/conversation.ts'
import {
  runTools,
  type RunToolsRequest,
  type ToolRun,
  type ToolRunEvent,
} from '../../src/agent/run-tools.ts'
import { defineTool } from '../../src/agent/tool.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const weather = defineTool({
  name: 'get_weather',
  description: 'The weather in a city, now.',
  parameters: z.object({ city: z.string().min(2) }),
  execute: ({ city }) => ({ city, degreesCelsius: 21 }),
})
const ask = { model: 'gpt-5.5', input: 'Is it warm?' }
const call = (city: unknown, callId = 'call_1') => ({
  name: 'get_weather',
  arguments: { city },
  callId,
})

function inputOf(simulator: Simulator): JsonObject[] {
  return (simulator.requests.last('responses').body as { input: JsonObject[] }).input
}

const outputsOf = (simulator: Simulator) =>
  inputOf(simulator)
    .filter(({ type }) => String(type).endsWith('_output'))
    .map(({ type, call_id, output }) => [type, call_id, output])

async function read(run: ToolRun): Promise<ToolRunEvent[]> {
  const events: ToolRunEvent[] = []
  for await (const event of run) events.push(event)
  return events
}

describe('a run', () => {
  test('asks, runs what is called, tells the outputs, and ends with the answer', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      {
        items: [
          { type: 'reasoning', summary: ['Hm.'] },
          { type: 'toolCall', ...call('Lisbon') },
        ],
      },
      textScenario('Yes.', { usage: { outputTokens: 5 } }),
    )
    const run = runTools(client, { ...ask, tools: [weather], reasoning: { summary: 'auto' } })
    const events = await read(run)
    const told = events.filter(({ type }) => type !== 'response')
    expect(told).toMatchObject([
      { type: 'roundStarted', round: 1 },
      { type: 'roundEnded', round: 1, rateLimits: { planType: 'plus' } },
      { type: 'toolCall', round: 1, call: { name: 'get_weather', arguments: { city: 'Lisbon' } } },
      {
        type: 'toolResult',
        round: 1,
        call: { callId: 'call_1' },
        result: { status: 'done', output: '{"city":"Lisbon","degreesCelsius":21}' },
      },
      { type: 'roundStarted', round: 2 },
      { type: 'roundEnded', round: 2 },
    ])
    const deltas = events.flatMap((event) =>
      event.type === 'response' && event.event.type === 'response.output_text.delta'
        ? [event.event.delta]
        : [],
    )
    expect(deltas.join('')).toBe('Yes.')
    const { response, rounds, usage, stopReason } = await run.final()
    expect([response.output_text, stopReason, rounds.length]).toEqual(['Yes.', 'done', 2])
    const totals = rounds.map((round) => round.response.usage?.total_tokens ?? 0)
    expect(usage.totalTokens).toBe(totals[0]! + totals[1]!)
    expect(rounds[0]?.calls).toMatchObject([{ result: { status: 'done' } }])

    const [first, second] = simulator.requests.to('responses').map(({ body }) => body as JsonObject)
    expect(first?.['tools']).toEqual([
      {
        type: 'function',
        name: 'get_weather',
        description: 'The weather in a city, now.',
        parameters: {
          type: 'object',
          properties: { city: { type: 'string', minLength: 2 } },
          required: ['city'],
        },
        strict: false,
      },
    ])
    expect(second?.['tools']).toEqual(first?.['tools'])
    expect(second?.['prompt_cache_key']).toBe(first?.['prompt_cache_key'])
    expect(inputOf(simulator).map(({ type }) => type)).toEqual([
      'message',
      'reasoning',
      'function_call',
      'function_call_output',
    ])
    expect(inputOf(simulator)[1]?.['encrypted_content']).toEqual(expect.any(String))
  })

  test('runs the calls of one answer at the same time, and tells results as they come', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      toolCallsScenario([call('slow', 'call_slow'), call('fast', 'call_fast')]),
      textScenario('Both.'),
    )
    const slow = Promise.withResolvers<void>()
    const tool = defineTool({
      name: 'get_weather',
      async execute({ city }) {
        if (city === 'slow') await slow.promise
        return String(city)
      },
    })
    const results: string[] = []
    for await (const event of runTools(client, { ...ask, tools: [tool] })) {
      if (event.type !== 'toolResult') continue
      results.push(event.call.callId)
      slow.resolve()
    }
    expect(results).toEqual(['call_fast', 'call_slow'])
    expect(outputsOf(simulator)).toEqual([
      ['function_call_output', 'call_slow', 'slow'],
      ['function_call_output', 'call_fast', 'fast'],
    ])
  })

  test.each<[string, object, unknown, unknown]>([
    ['arguments that do not fit', call('x'), 'invalid', expect.stringMatching(/^Error: city: .*2/)],
    ['a number for a text', call(7), 'invalid', expect.stringMatching(/^Error: city: /)],
    [
      'a tool there is none of',
      { ...call('Lisbon'), name: 'get_time' },
      'unknown',
      expect.stringMatching(/no tool get_time.*get_weather/),
    ],
    ['what it threw', { name: 'broken', arguments: {} }, 'failed', 'Error: fake failure'],
    [
      'an output that is no JSON',
      { name: 'circular', arguments: {} },
      'failed',
      expect.stringMatching(/^Error: /),
    ],
    ['nothing', { name: 'nothing', arguments: {} }, 'done', ''],
    [
      'content parts',
      { name: 'picture', arguments: {} },
      'done',
      [{ type: 'input_image', image_url: 'data:image/png;base64,AA==' }],
    ],
    ['a list', { name: 'list', arguments: {} }, 'done', '[{"type":"other"}]'],
  ])('tells the model %s', async (_about, toolCall, status, output) => {
    const { client, simulator } = await connect()
    simulator.scenario(
      toolCallsScenario([{ callId: 'call_1', ...toolCall } as ReturnType<typeof call>]),
      textScenario('Sorry.'),
    )
    const tool = (name: string, execute: () => unknown) => defineTool({ name, execute })
    const tools = [
      weather,
      tool('broken', () => {
        throw new Error('fake failure')
      }),
      tool('circular', () => {
        const value: Record<string, unknown> = {}
        return (value['self'] = value)
      }),
      tool('nothing', () => undefined),
      tool('picture', () => [{ type: 'input_image', image_url: 'data:image/png;base64,AA==' }]),
      tool('list', () => [{ type: 'other' }]),
    ]
    const { rounds, response } = await runTools(client, { ...ask, tools }).final()
    expect(rounds[0]?.calls[0]?.result).toMatchObject({ status, output })
    expect(outputsOf(simulator)).toEqual([['function_call_output', 'call_1', output]])
    expect(response.output_text).toBe('Sorry.')
  })

  test('tells the model of arguments that are no JSON, and takes none for an empty object', async () => {
    const { client, simulator } = await connect()
    const raw = (args: string, call_id: string) => ({
      type: 'raw' as const,
      item: { type: 'function_call', call_id, name: 'anything', arguments: args },
    })
    simulator.scenario(
      { items: [raw('{"a":', 'call_1'), raw('', 'call_2'), raw('[]', 'call_3')] },
      textScenario('So.'),
    )
    const execute = vi.fn<(args: object) => string>(() => 'ok')
    const tools = [defineTool({ name: 'anything', execute })]
    const { rounds } = await runTools(client, { ...ask, tools }).final()
    expect(rounds[0]?.calls.map(({ result }) => result.status).toSorted()).toEqual([
      'done',
      'invalid',
      'invalid',
    ])
    expect(execute.mock.calls).toEqual([
      [{}, { callId: 'call_2', signal: expect.any(AbortSignal) }],
    ])
  })

  test('asks before each call, one after the other, and tells the model a no', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      toolCallsScenario([
        call('Lisbon', 'call_1'),
        call('Porto', 'call_2'),
        call('Faro', 'call_3'),
      ]),
      textScenario('One.'),
    )
    const verdicts = [true, false, 'Too far south.']
    const approved: string[] = []
    const approve = async ({ callId }: { callId: string }) => {
      approved.push(callId)
      return verdicts[approved.length - 1] ?? true
    }
    const { rounds } = await runTools(client, { ...ask, tools: [weather] }, { approve }).final()
    expect(approved).toEqual(['call_1', 'call_2', 'call_3'])
    const statuses = new Map(
      rounds[0]?.calls.map(({ call: { callId }, result }) => [callId, result.status]),
    )
    expect(Object.fromEntries(statuses)).toEqual({
      call_1: 'done',
      call_2: 'denied',
      call_3: 'denied',
    })
    expect(outputsOf(simulator).map(([, , output]) => output)).toEqual([
      '{"city":"Lisbon","degreesCelsius":21}',
      'The user did not allow this call.',
      'Too far south.',
    ])
  })

  test('asks again when the model has only paused', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      { ...textScenario('Wait.'), end: { type: 'completed', endTurn: false } },
      textScenario('Done.'),
    )
    const { response, stopReason } = await runTools(client, { ...ask, tools: [] }).final()
    expect([response.output_text, stopReason]).toEqual(['Done.', 'done'])
    expect(simulator.requests.count('responses')).toBe(2)
  })

  test('passes hosted tools on, and a call of a custom tool gets an output of its kind', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      { items: [{ type: 'customToolCall', name: 'sql', input: 'select 1', callId: 'call_1' }] },
      textScenario('Hm.'),
    )
    const tools = [weather, { type: 'web_search' }]
    const { rounds } = await runTools(client, { ...ask, tools }).final()
    expect(rounds[0]?.calls).toMatchObject([
      { call: { name: 'sql', arguments: 'select 1' }, result: { status: 'unknown' } },
    ])
    expect(outputsOf(simulator)[0]?.[0]).toBe('custom_tool_call_output')
    expect((simulator.requests.last('responses').body as JsonObject)['tools']).toMatchObject([
      { name: 'get_weather' },
      { type: 'web_search' },
    ])
  })
})

test('over a WebSocket only what is new is sent', async () => {
  const { client, simulator } = await connect({ transport: 'websocket' })
  simulator.scenario(
    {
      items: [
        { type: 'reasoning', summary: [] },
        { type: 'toolCall', ...call('Lisbon') },
      ],
    },
    textScenario('Yes.'),
  )
  const { response } = await runTools(client, { ...ask, tools: [weather] }).final()
  expect(response.output_text).toBe('Yes.')
  const body = simulator.requests.last('responses').body as JsonObject
  expect(body['previous_response_id']).toEqual(expect.any(String))
  expect(inputOf(simulator).map(({ type }) => type)).toEqual(['function_call_output'])
})

test('a run tells once what was left out of each of its requests', async () => {
  const { client, simulator } = await connect()
  simulator.scenario(toolCallsScenario([call('Lisbon', 'call_1')]), textScenario('Yes.'))
  const request = { ...ask, tools: [weather], temperature: 0.5 }
  const { warnings } = await runTools(client, request).final()
  expect(warnings).toEqual([{ field: 'temperature', reason: expect.any(String) }])
})

describe('a run ends early', () => {
  test('after so many rounds, and the conversation can go on', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      toolCallsScenario([call('Lisbon', 'call_1')]),
      toolCallsScenario([call('Porto', 'call_2')]),
      textScenario('Enough.'),
    )
    const conversation = new Conversation(client)
    const { stopReason, rounds } = await runTools(
      conversation,
      { ...ask, tools: [weather] },
      { maxRounds: 2 },
    ).final()
    expect([stopReason, rounds.length]).toEqual(['maxRounds', 2])
    expect(rounds[1]?.calls).toMatchObject([{ result: { status: 'skipped' } }])
    await conversation.create({ model: 'gpt-5.5', input: 'Well?' })
    expect(outputsOf(simulator).map(([, callId]) => callId)).toEqual(['call_1', 'call_2'])
  })

  test('when the answer stops short', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(incompleteScenario('Once'))
    const result = await runTools(client, { ...ask, tools: [weather] }).final()
    expect(result).toMatchObject({ stopReason: 'incomplete', response: { output_text: 'Once' } })
  })

  test('by an abort, which the tool hears of, and the conversation can go on', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(toolCallsScenario([call('Lisbon')]), textScenario('Fine.'))
    const conversation = new Conversation(client)
    const controller = new AbortController()
    let heard: unknown
    const hanging = defineTool({
      name: 'get_weather',
      execute: (_args, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (heard = signal.reason))
          controller.abort('fake reason')
        }),
    })
    const run = runTools(conversation, { ...ask, tools: [hanging] }, { signal: controller.signal })
    expect(await rejectionOf(run.final())).toBe('fake reason')
    expect(heard).toBe('fake reason')
    await conversation.create({ model: 'gpt-5.5', input: 'Go on.' })
    expect(outputsOf(simulator)).toEqual([
      ['function_call_output', 'call_1', expect.stringContaining('run ended')],
    ])
  })

  test('by a connection that breaks, and the next run takes up where it stopped', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(
      toolCallsScenario([call('Lisbon')]),
      textScenario('Yes.'),
      textScenario('Yes.'),
    )
    const conversation = new Conversation(client)
    const request = { model: 'gpt-5.5', tools: [weather] }
    simulator.faults.add({ kind: 'drop-mid-stream', afterEvents: 4, after: 1 })
    const broken = runTools(conversation, { ...request, input: 'Is it warm?' })
    expect(await rejectionOf(broken.final())).toMatchObject({ code: 'STREAM_INTERRUPTED' })
    const { response } = await runTools(conversation, request, { maxRounds: Infinity }).final()
    expect(response.output_text).toBe('Yes.')
    expect(inputOf(simulator).map(({ type }) => type)).toEqual([
      'message',
      'function_call',
      'function_call_output',
    ])
  })

  test('by leaving the loop, before the tool runs', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(toolCallsScenario([call('Lisbon')]))
    const execute = vi.fn<() => string>()
    const tools = [defineTool({ name: 'get_weather', execute })]
    for await (const event of runTools(client, { ...ask, tools }))
      if (event.type === 'toolCall') break
    expect(execute).not.toHaveBeenCalled()
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test('by what approve throws, and by a failure of the backend', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(toolCallsScenario([call('Lisbon')]))
    const approve = () => {
      throw new Error('fake failure')
    }
    const run = runTools(client, { ...ask, tools: [weather] }, { approve })
    expect(await rejectionOf(run.final())).toMatchObject({ message: 'fake failure' })
    simulator.faults.add({ kind: 'usage-limit-reached' })
    expect(await rejectionOf(runTools(client, { ...ask, tools: [weather] }).final())).toMatchObject(
      {
        code: 'USAGE_LIMIT_REACHED',
      },
    )
  })
})

describe('a wrong request is a TypeError at once', () => {
  const execute = () => ''
  test.each<[RegExp, () => unknown]>([
    [/name must/, () => defineTool({ name: 'get weather', execute })],
    [/execute must/, () => defineTool({ name: 'a' } as never)],
    [
      /a\.parameters must describe an object/,
      () => defineTool({ name: 'a', parameters: z.string(), execute }),
    ],
    [
      /a\.parameters must describe an object/,
      () => defineTool({ name: 'a', parameters: { type: 'array' }, execute }),
    ],
    [
      /no JSON schema/,
      () => defineTool({ name: 'a', parameters: z.object({ at: z.date() }), execute }),
    ],
    [/maxRounds/, () => runTools({} as never, { ...ask, tools: [] }, { maxRounds: 0 })],
    [/approve/, () => runTools({} as never, { ...ask, tools: [] }, { approve: true as never })],
    [/model/, () => runTools({} as never, { tools: [] } as never)],
    [/tools must/, () => runTools({} as never, ask as RunToolsRequest)],
    [
      /defineTool/,
      () => runTools({} as never, { ...ask, tools: [{ type: 'function', name: 'a' }] }),
    ],
    [
      /two of the name get_weather/,
      () => runTools({} as never, { ...ask, tools: [weather, weather] }),
    ],
  ])('%s', (message, work) => {
    expect(work).toThrow(TypeError)
    expect(work).toThrow(message)
  })

  test('a schema that cannot describe itself takes one beside it', async () => {
    const schema = {
      '~standard': { version: 1, vendor: 'fake', validate: (value: unknown) => ({ value }) },
    } as const
    expect(() => defineTool({ name: 'a', parameters: schema, execute })).toThrow(
      /of fake.*jsonSchema/,
    )
    const jsonSchema = { type: 'object', properties: {} }
    expect(defineTool({ name: 'a', parameters: schema, jsonSchema, execute })).toMatchObject({
      parameters: jsonSchema,
    })
  })
})
