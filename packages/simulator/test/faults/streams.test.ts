import { describe, expect, test } from 'vitest'
import { textScenario, type Fault, type JsonObject } from '../../src/index.ts'
import { postResponses, rawPost, readEvents, textOf } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

const TEXT = 'Grüße aus Köln, 你好 🚲.'

async function streamWith(
  fault: Fault,
): Promise<{ text: string; events: JsonObject[]; error: unknown; chunks: Buffer[] }> {
  const simulator = await simulate({ scenario: textScenario(TEXT), faults: [fault] })
  const { chunks, error } = await rawPost(simulator, simulator.authority.issue())
  const text = Buffer.concat(chunks).toString()
  return { text, events: readEvents(text), error, chunks }
}

const lastOf = (events: JsonObject[]): JsonObject => events.at(-1) ?? {}

describe('a stream that ends wrong', () => {
  test('drop-mid-stream resets after the events asked for', async () => {
    const { events, error } = await streamWith({ kind: 'drop-mid-stream', afterEvents: 3 })
    expect(events.length).toBeLessThanOrEqual(3)
    expect(error).toBeDefined()
  })

  test('end-early ends cleanly', async () => {
    const { events, error } = await streamWith({ kind: 'end-early', afterEvents: 3 })
    expect(events).toHaveLength(3)
    expect(error).toBeUndefined()
  })

  test('done-without-end', async () => {
    const { text, events } = await streamWith({ kind: 'done-without-end' })
    expect(text).toMatch(/data: \[DONE\]\n\n$/u)
    expect(lastOf(events)['type']).toBe('response.output_item.done')
  })

  test('stall falls silent until the client leaves', async () => {
    const simulator = await simulate({ scenario: textScenario(TEXT) })
    simulator.faults.add({ kind: 'stall', afterEvents: 2 })
    const controller = new AbortController()
    const response = await postResponses(simulator, { signal: controller.signal })
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(readEvents(Buffer.from(value ?? []).toString())).toHaveLength(2)
    controller.abort()
    expect(await simulator.requests.last().ended).toBe('aborted')
    expect(simulator.requests.aborted('responses')).toHaveLength(1)
  })

  test.each<[Fault, JsonObject]>([
    [
      { kind: 'response-failed', code: 'rate_limit_exceeded', message: 'Try again in 1.2s' },
      {
        type: 'response.failed',
        response: { error: { code: 'rate_limit_exceeded', message: 'Try again in 1.2s' } },
      },
    ],
    [{ kind: 'response-failed', code: null }, { response: { status: 'failed', error: null } }],
    [
      { kind: 'error-event', code: 'x' },
      { type: 'error', error: { code: 'x' } },
    ],
    [
      { kind: 'error-event', code: 'x', shape: 'flat' },
      { type: 'error', code: 'x' },
    ],
    [
      { kind: 'incomplete', reason: 'content_filter' },
      {
        type: 'response.incomplete',
        response: { incomplete_details: { reason: 'content_filter' } },
      },
    ],
    [{ kind: 'end-turn-false' }, { type: 'response.completed', response: { end_turn: false } }],
  ])('%o', async (fault, end) => {
    expect(lastOf((await streamWith(fault)).events)).toMatchObject(end)
  })

  test('truncated-utf8 ends inside a character', async () => {
    const { text } = await streamWith({ kind: 'truncated-utf8' })
    expect(text).toMatch(/\uFFFD$/u)
  })
})

describe('a stream that is odd but whole', () => {
  test.each<[Fault]>([
    [{ kind: 'framing', style: 'comments' }],
    [{ kind: 'framing', style: 'crlf' }],
    [{ kind: 'framing', style: 'cr' }],
    [{ kind: 'framing', style: 'multi-line' }],
    [{ kind: 'framing', style: 'no-space' }],
    [{ kind: 'framing', style: 'bom' }],
    [{ kind: 'framing', style: 'no-event' }],
    [{ kind: 'malformed-event' }],
    [{ kind: 'unknown-events' }],
    [{ kind: 'giant-event', bytes: 2_000_000 }],
    [{ kind: 'whitespace-arguments', count: 10 }],
    [{ kind: 'latency', ms: 1 }],
    [{ kind: 'delay', ms: 1 }],
    [{ kind: 'chunking', chunking: { bytes: 1 } }],
    [{ kind: 'chunking', chunking: { bytes: 7 } }],
    [{ kind: 'chunking', chunking: { at: [900, 1, 2, 50] } }],
    [{ kind: 'chunking', chunking: { events: 1 } }],
  ])('%o', async (fault) => {
    const { events, error } = await streamWith(fault)
    expect(error).toBeUndefined()
    expect(textOf(events)).toBe(TEXT)
    expect(events.some(({ type }) => type === 'response.completed')).toBe(true)
  })

  test('one-byte chunks leave one by one', async () => {
    const { chunks } = await streamWith({ kind: 'chunking', chunking: { bytes: 1 } })
    expect(chunks.length).toBeGreaterThan(100)
  })

  test('a giant event is as large as asked', async () => {
    const { text } = await streamWith({ kind: 'giant-event', bytes: 2_000_000 })
    expect(text.length).toBeGreaterThan(2_000_000)
  })

  test('new-models-etag changes the header', async () => {
    const simulator = await simulate({ faults: [{ kind: 'new-models-etag' }] })
    const etag = async (): Promise<string | null> =>
      (await postResponses(simulator)).headers.get('x-models-etag')
    expect(await etag()).not.toBe(await etag())
  })
})

describe('a connection that breaks', () => {
  test('hang never answers', async () => {
    const simulator = await simulate({ faults: [{ kind: 'hang' }] })
    const controller = new AbortController()
    const answer = postResponses(simulator, { signal: controller.signal })
    const request = await simulator.requests.arrival('responses')
    controller.abort()
    await expect(answer).rejects.toThrow('abort')
    expect(await request.ended).toBe('aborted')
    expect(request.status).toBeUndefined()
  })

  test('drop destroys the socket before the headers', async () => {
    const simulator = await simulate({ faults: [{ kind: 'drop' }] })
    await expect(postResponses(simulator)).rejects.toThrow('fetch failed')
    expect(await simulator.requests.last().ended).toBe('dropped')
  })
})
