import { describe, expect, test } from 'vitest'
import {
  eventsScenario,
  incompleteScenario,
  rawScenario,
  reasoningScenario,
  refusalScenario,
  textScenario,
  toolCallsScenario,
  type JsonObject,
} from '../../src/index.ts'
import { codexBody, eventsOf, postResponses, textOf, user } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

const typesOf = (events: readonly JsonObject[]): unknown[] => [
  ...new Set(events.map(({ type }) => type)),
]

function responseOf(event: JsonObject | undefined): JsonObject {
  return event?.['response'] as JsonObject
}

describe('a text answer', () => {
  test('streams in order, numbered, and ends with an empty output', async () => {
    const simulator = await simulate()
    simulator.scenario(textScenario('Hello there, wide world.'))
    const response = await postResponses(simulator)
    const events = await eventsOf(response)
    expect(typesOf(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(
      events.map((_event, at) => at),
    )
    expect(textOf(events)).toBe('Hello there, wide world.')
    expect(responseOf(events.at(-1))).toMatchObject({
      status: 'completed',
      output: [],
      metadata: { simulated: 'true' },
    })
  })

  test('carries the headers of the plan', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T00:00:00Z') })
    const login = simulator.authority.issue({ planType: 'pro' })
    const { headers } = await postResponses(simulator, { login })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-via-codex-simulator': '1',
      'openai-model': 'gpt-5.5',
      'x-codex-plan-type': 'pro',
      'x-codex-primary-used-percent': '12.5',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': '1767232800',
      'x-codex-secondary-window-minutes': '10080',
      'x-codex-active-limit': 'codex',
      'x-codex-credits-has-credits': 'false',
      'x-models-etag': 'W/"fake-models-1"',
    })
    expect(headers.get('x-request-id')).toMatch(/^req_fake_/u)
  })

  test('may put everything into the end event', async () => {
    const simulator = await simulate({ fullOutput: true })
    simulator.scenario(textScenario('Hi.'))
    const events = await eventsOf(await postResponses(simulator))
    expect(responseOf(events.at(-1))['output']).toMatchObject([
      { type: 'message', content: [{ type: 'output_text', text: 'Hi.' }] },
    ])
  })
})

describe('reasoning', () => {
  const ask = async (more: JsonObject): Promise<JsonObject[]> => {
    const simulator = await simulate({ fullOutput: true })
    simulator.scenario(reasoningScenario(['First.', 'Second.'], 'Done.'))
    return eventsOf(await postResponses(simulator, { body: codexBody(more) }))
  }
  const items = (events: JsonObject[], type: string): JsonObject[] =>
    events
      .filter((event) => event['type'] === type)
      .map((event) => event['item'] as JsonObject)
      .filter((item) => item['type'] === 'reasoning')

  test('shows summaries only to those who ask', async () => {
    const silent = await ask({ reasoning: { effort: 'high' } })
    expect(typesOf(silent)).not.toContain('response.reasoning_summary_text.delta')
    const told = await ask({ reasoning: { summary: 'auto' } })
    expect(items(told, 'response.output_item.done')).toMatchObject([
      { summary: [{ text: 'First.' }, { text: 'Second.' }] },
    ])
  })

  test('is encrypted on request, each time differently', async () => {
    const [plain] = items(await ask({}), 'response.output_item.done')
    expect(plain).not.toHaveProperty('encrypted_content')
    const events = await ask({ include: ['reasoning.encrypted_content'] })
    const [done] = items(events, 'response.output_item.done')
    const [final] = responseOf(events.at(-1))['output'] as JsonObject[]
    expect(done?.['encrypted_content']).toContain('fake')
    expect(final?.['encrypted_content']).not.toBe(done?.['encrypted_content'])
    expect(final?.['id']).toBe(done?.['id'])
  })
})

describe('other scenarios', () => {
  const stream = async (...scenarios: Parameters<typeof textScenario>[1][]) => {
    const simulator = await simulate()
    for (const scenario of scenarios) if (scenario) simulator.scenario(scenario)
    return eventsOf(await postResponses(simulator))
  }

  test('calls tools in parallel', async () => {
    const events = await stream(
      toolCallsScenario([
        { name: 'weather', arguments: { city: 'Oslo' }, callId: 'call_a' },
        { name: 'clock', arguments: '{"zone":"CET"}' },
      ]),
    )
    const done = events.filter(({ type }) => type === 'response.output_item.done')
    expect(done).toMatchObject([
      { item: { type: 'function_call', call_id: 'call_a', arguments: '{"city":"Oslo"}' } },
      { item: { type: 'function_call', name: 'clock', arguments: '{"zone":"CET"}' } },
    ])
  })

  test('refuses, stops short, repeats events, and sends raw text', async () => {
    expect(typesOf(await stream(refusalScenario('No.')))).toContain('response.refusal.done')
    expect(responseOf((await stream(incompleteScenario('Hal'))).at(-1))).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
    const event = { type: 'response.completed', response: { id: 'resp_fake' } }
    expect(await stream(eventsScenario([event]))).toEqual([event])
    expect(await stream(rawScenario('data: {"type":"x"}\n\n'))).toEqual([{ type: 'x' }])
  })

  test('may be functions of the request, and come in order', async () => {
    const simulator = await simulate({ scenario: textScenario('always') })
    simulator.scenario(textScenario('one'), ({ body }) => textScenario(String(body['model'])))
    const say = async (): Promise<string> => textOf(await eventsOf(await postResponses(simulator)))
    expect([await say(), await say(), await say()]).toEqual(['one', 'gpt-5.5', 'always'])
    simulator.scenario(() => {
      throw new Error('on purpose')
    })
    const failed = await postResponses(simulator)
    expect(await failed.json()).toEqual({ detail: 'The simulator failed: on purpose' })
  })
})

test('cached tokens grow with a stable session', async () => {
  const simulator = await simulate({ scenario: textScenario('ok') })
  const history = Array.from({ length: 40 }, (_, at) => user(`Turn ${at}: ${'words '.repeat(40)}`))
  const cached = async (turns: number, headers: Record<string, string>): Promise<number> => {
    const body = codexBody({ input: history.slice(0, turns) })
    const events = await eventsOf(await postResponses(simulator, { body, headers }))
    const usage = responseOf(events.at(-1))['usage'] as {
      input_tokens_details: { cached_tokens: number }
    }
    return usage.input_tokens_details.cached_tokens
  }
  const session = { 'session-id': 'session-1' }
  expect(await cached(20, session)).toBe(0)
  const second = await cached(30, session)
  expect(second).toBeGreaterThan(1024)
  expect(second % 128).toBe(0)
  expect(await cached(40, session)).toBeGreaterThan(second)
  expect(await cached(40, {})).toBe(0)
})

test('the platform answers whole unless asked to stream', async () => {
  const simulator = await simulate({ scenario: textScenario('Hi.') })
  const response = await fetch(`${simulator.endpoints.api}/responses`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${simulator.authority.issueApiKey()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ model: 'gpt-5.5', input: 'Hello', temperature: 1 }),
  })
  expect(await response.json()).toMatchObject({
    object: 'response',
    status: 'completed',
    output: [{ content: [{ text: 'Hi.' }] }],
  })
  expect(response.headers.get('x-codex-plan-type')).toBeNull()
})
