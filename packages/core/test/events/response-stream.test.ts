import { getEventListeners } from 'node:events'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { TransportError } from '../../src/errors/transport-error.ts'
import {
  createResponseStream,
  type OpenedStream,
  type ResponseStream,
  type ResponseStreamOptions,
} from '../../src/events/response-stream.ts'
import type { ResponseEvent } from '../../src/protocol/response-event.ts'
import { FakeBody, frame } from '../support/fake-body.ts'
import { expectNothingUnhandled, rejectionOf, thrownBy } from '../support/failures.ts'

expectNothingUnhandled()

const created = { type: 'response.created', response: { id: 'resp_fake' } }
const delta = (text: string) => ({
  type: 'response.output_text.delta',
  item_id: 'msg_fake',
  output_index: 0,
  content_index: 0,
  delta: text,
})
const itemDone = (text: string, output_index = 0) => ({
  type: 'response.output_item.done',
  output_index,
  item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
})
const completed = { type: 'response.completed', response: { id: 'resp_fake', output: [] } }
const answer = [created, delta('Hi'), itemDone('Hi'), completed]

interface Opened {
  readonly stream: ResponseStream
  readonly body: FakeBody
  /** The signals `open` was called with: one, or none before the first read. */
  readonly signals: AbortSignal[]
}

function open(options: ResponseStreamOptions = {}, more: Partial<OpenedStream> = {}): Opened {
  const body = new FakeBody()
  const signals: AbortSignal[] = []
  const stream = createResponseStream(async (signal) => {
    signals.push(signal)
    return { body, ...more }
  }, options)
  return { stream, body, signals }
}

async function collect(stream: AsyncIterable<ResponseEvent>): Promise<unknown[]> {
  const events: unknown[] = []
  for await (const event of stream) events.push(event)
  return events
}

/** Reads until the stream fails. */
async function collectFailing(stream: ResponseStream) {
  const events: unknown[] = []
  const error = await rejectionOf(
    (async () => {
      for await (const event of stream) events.push(event)
    })(),
  )
  return { events, error }
}

describe('a good stream', () => {
  test('gives its events, then one normal end, and nothing after it', async () => {
    const { stream, body } = open()
    body.send(...answer).end()
    const iterator = stream[Symbol.asyncIterator]()
    for (const event of answer) expect(await iterator.next()).toEqual({ value: event, done: false })
    const end = { value: undefined, done: true }
    expect(await iterator.next()).toEqual(end)
    expect(await iterator.next()).toEqual(end)
    stream.cancel()
    expect(await iterator.next()).toEqual(end)
    expect(await iterator.return?.()).toEqual(end)
    expect(await iterator.next()).toEqual(end)
    await expect(stream.final()).resolves.toMatchObject({ output_text: 'Hi' })
  })

  test('sends nothing before the first read, and once however often it is read', async () => {
    const { stream, body, signals } = open()
    const iterator = stream[Symbol.asyncIterator]()
    await setImmediate()
    expect(signals).toHaveLength(0)
    body.send(...answer).end()
    await Promise.all([iterator.next(), iterator.next(), stream.final()])
    expect(signals).toHaveLength(1)
  })

  test('ends after response.incomplete too', async () => {
    const { stream, body } = open()
    const incomplete = {
      type: 'response.incomplete',
      response: { id: 'resp_fake', incomplete_details: { reason: 'max_output_tokens' } },
    }
    body.send(delta('Ha'), incomplete).end()
    expect(await collect(stream)).toEqual([delta('Ha'), incomplete])
    expect(await stream.final()).toMatchObject({
      output_text: 'Ha',
      incomplete_details: { reason: 'max_output_tokens' },
    })
  })

  test('gives nothing that comes after the end event, not even a failure', async () => {
    const { stream, body } = open()
    body
      .send(...answer, delta('late'), { type: 'error', code: 'late' })
      .sendText('data: {\n\n')
      .end()
    expect(await collect(stream)).toEqual(answer)
    expect(await stream.final()).toMatchObject({ output_text: 'Hi' })
  })

  test('an end event without a response is an end all the same', async () => {
    const { stream, body } = open()
    body.send(delta('Hi'), { type: 'response.completed' }).end()
    expect(await collect(stream)).toHaveLength(2)
    expect(await stream.final()).toMatchObject({ output_text: 'Hi' })
  })

  test('tells limits and request id from the first event on', async () => {
    const rateLimits = { planType: 'plus' }
    const { stream, body } = open({}, { rateLimits, requestId: 'req_fake' })
    expect([stream.rateLimits, stream.requestId]).toEqual([undefined, undefined])
    body.send(created)
    await stream[Symbol.asyncIterator]().next()
    expect([stream.rateLimits, stream.requestId]).toEqual([rateLimits, 'req_fake'])
    stream.cancel()
  })

  test('asks the body for no more than its reader asks for', async () => {
    const { stream, body } = open()
    body
      .send(created, delta('a'))
      .send(delta('b'))
      .send(...answer)
      .end()
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.next()
    await setImmediate()
    expect(body.reads).toBe(1)
    await iterator.next()
    expect(body.reads).toBe(2)
    await iterator.return?.()
  })
})

describe('several next() at once', () => {
  test('give the events in order, each once', async () => {
    const { stream, body } = open()
    const iterator = stream[Symbol.asyncIterator]()
    const results = Array.from({ length: 7 }, () => iterator.next())
    await setImmediate()
    for (const event of answer) body.send(event)
    body.end()
    const values = (await Promise.all(results)).map((result) => result.value)
    expect(values).toEqual([...answer, undefined, undefined, undefined])
  })

  test('give a failure to one of them, after every event before it', async () => {
    const { stream, body } = open()
    const iterator = stream[Symbol.asyncIterator]()
    const results = Array.from({ length: 5 }, () => iterator.next())
    body.send(created, delta('a')).fail(new Error('fake reset'))
    const settled = await Promise.allSettled(results)
    expect(settled.map((result) => result.status === 'fulfilled' && result.value.value)).toEqual([
      created,
      delta('a'),
      false,
      undefined,
      undefined,
    ])
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
  })
})

describe('final()', () => {
  const expected = { id: 'resp_fake', output_text: 'Hi', output: [itemDone('Hi').item] }

  test('alone reads the stream itself', async () => {
    const { stream, body } = open()
    body.send(...answer).end()
    expect(await stream.final()).toEqual(expected)
    await setImmediate()
    expect(body.returned).toBe(1)
  })

  test('before the reading leaves the reading to whoever begins in the same turn', async () => {
    const { stream, body } = open()
    const final = stream.final()
    const events = collect(stream)
    await setImmediate()
    expect(body.reads).toBe(1)
    body.send(...answer).end()
    expect(await final).toEqual(expected)
    expect(await events).toEqual(answer)
  })

  test('long before the reading keeps the events for it', async () => {
    const { stream, body } = open()
    body.send(...answer).end()
    expect(await stream.final()).toEqual(expected)
    expect(await collect(stream)).toEqual(answer)
  })

  test('in the middle of its own reading, a reader may join', async () => {
    const { stream, body } = open()
    const final = stream.final()
    body.send(created)
    await setImmediate()
    const events = collect(stream)
    body.send(...answer.slice(1)).end()
    expect(await events).toEqual(answer)
    expect(await final).toEqual(expected)
  })

  test('after the reading, and any number of times', async () => {
    const { stream, body } = open()
    body.send(...answer).end()
    await collect(stream)
    expect(await stream.final()).toEqual(expected)
    expect(await stream.final()).toBe(await stream.final())
  })

  test('may be waited for within the loop, which then goes on', async () => {
    const { stream, body } = open()
    body.send(created)
    const events: unknown[] = []
    const finals: unknown[] = []
    for await (const event of stream) {
      if (events.push(event) > 1) continue
      const final = stream.final()
      body.send(...answer.slice(1)).end()
      finals.push(await final)
    }
    expect(finals).toEqual([expected])
    expect(events).toEqual(answer)
  })

  test('fails as the reading does, with the very same error', async () => {
    const { stream, body } = open()
    const final = stream.final()
    body.send(created).end()
    const { error } = await collectFailing(stream)
    expect(await rejectionOf(final)).toBe(error)
    expect(await rejectionOf(stream.final())).toBe(error)
  })

  test('that nobody waits for does no harm when the reader is told', async () => {
    const { stream, body } = open()
    void stream.final()
    const failed = collectFailing(stream)
    body.send(created)
    await setImmediate()
    body.end()
    expect((await failed).error).toMatchObject({ code: 'STREAM_INTERRUPTED' })
    await setImmediate()
  })

  test('alone fails with what the opening failed with', async () => {
    const failure = new Error('fake')
    const stream = createResponseStream(() => Promise.reject(failure))
    expect(await rejectionOf(stream.final())).toBe(failure)
    expect((await collectFailing(stream)).error).toBe(failure)
  })

  test('keeps no events when told not to', async () => {
    const { stream, body } = open({ keepEvents: false })
    for (const event of answer) body.send(event)
    body.end()
    expect(await stream.final()).toEqual(expected)
  })
})

describe('leaving', () => {
  test('the loop early ends the request', async () => {
    const { stream, body, signals } = open()
    body.send(created, delta('a'))
    for await (const event of stream) {
      expect(event).toEqual(created)
      break
    }
    await setImmediate()
    expect(signals[0]?.aborted).toBe(true)
    expect(body.returned).toBe(1)
    expect(await rejectionOf(stream.final())).toMatchObject({ name: 'AbortError' })
  })

  test('the loop by a throw ends the request and keeps the error', async () => {
    const { stream, body, signals } = open()
    body.send(created)
    const own = new Error('fake')
    const reading = async () => {
      for await (const event of stream) throw Object.assign(own, { event })
    }
    expect(await rejectionOf(reading())).toBe(own)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('the loop at the end event reads the body to its end and aborts nothing', async () => {
    const { stream, body, signals } = open()
    body
      .send(...answer)
      .sendText('data: [DONE]\n\n')
      .end()
    for await (const event of stream) if (event.type === 'response.completed') break
    await setImmediate()
    expect(signals[0]?.aborted).toBe(false)
    expect(body.reads).toBe(3)
    expect(await stream.final()).toMatchObject({ output_text: 'Hi' })
  })

  test('after the end event does not wait for a body that goes on', async () => {
    const { stream, body, signals } = open()
    body.send(...answer)
    expect(await collect(stream)).toEqual(answer)
    expect(body.returned).toBe(1)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('after the end event does not wait for a body that stops only when it is aborted', async () => {
    // As a web stream does: its return waits for the read under way.
    const stream = createResponseStream(async (signal) => ({
      body: (async function* () {
        yield new TextEncoder().encode(answer.map(frame).join(''))
        await sleep(60_000, undefined, { signal })
      })(),
    }))
    expect(await collect(stream)).toEqual(answer)
    expect(await stream.final()).toMatchObject({ output_text: 'Hi' })
  })

  test('before the first read sends nothing', async () => {
    const { stream, signals } = open()
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
    expect(signals).toHaveLength(0)
  })
})

describe('a stream is read once', () => {
  test('a second reader is a mistake', async () => {
    const { stream, body } = open()
    body.send(...answer).end()
    await collect(stream)
    expect(thrownBy(() => stream[Symbol.asyncIterator]())).toBeInstanceOf(TypeError)
  })
})

const reasons: [string, unknown][] = [
  ['an error of its own', new Error('fake reason')],
  ['a text', 'fake reason'],
  ['a number', 0],
  ['the default', new DOMException('fake', 'AbortError')],
  ['null', null],
]

describe.each(reasons)('an abort whose reason is %s comes back untouched', (_about, reason) => {
  /** Whether both ways of reading fail with the very reason. */
  async function areUntouched(stream: ResponseStream): Promise<boolean> {
    const { error } = await collectFailing(stream)
    return error === reason && (await rejectionOf(stream.final())) === reason
  }

  test('before the first read', async () => {
    const { stream, signals } = open({ signal: AbortSignal.abort(reason) })
    expect(await areUntouched(stream)).toBe(true)
    expect(signals).toHaveLength(0)
  })

  test('before the first read, of final() alone', async () => {
    const { stream } = open({ signal: AbortSignal.abort(reason) })
    expect(await rejectionOf(stream.final())).toBe(reason)
  })

  test('while it is opened', async () => {
    const controller = new AbortController()
    const opened = Promise.withResolvers<OpenedStream>()
    const stream = createResponseStream(
      (signal) => {
        signal.addEventListener('abort', () => opened.reject(signal.reason))
        return opened.promise
      },
      { signal: controller.signal },
    )
    const failed = areUntouched(stream)
    await setImmediate()
    controller.abort(reason)
    expect(await failed).toBe(true)
  })

  test('while it is opened by someone who does not listen', async () => {
    const controller = new AbortController()
    const opened = Promise.withResolvers<OpenedStream>()
    const stream = createResponseStream(() => opened.promise, { signal: controller.signal })
    const failed = areUntouched(stream)
    await setImmediate()
    controller.abort(reason)
    const body = new FakeBody().send(created)
    opened.resolve({ body })
    expect(await failed).toBe(true)
    expect(body.returned).toBe(1)
  })

  test('while it waits for bytes', async () => {
    const controller = new AbortController()
    const { stream, body, signals } = open({ signal: controller.signal })
    body.send(created)
    const failed = collectFailing(stream)
    await setImmediate()
    controller.abort(reason)
    body.fail(new Error('fake: the connection was closed'))
    expect(await failed).toEqual({ events: [created], error: reason })
    expect(signals[0]?.reason).toBe(reason)
  })

  test('between two events that came together', async () => {
    const controller = new AbortController()
    const { stream, body } = open({ signal: controller.signal })
    body.send(created, delta('a'), delta('b'), delta('c'))
    const events: unknown[] = []
    const reading = async () => {
      for await (const event of stream) {
        events.push(event)
        if (events.length === 2) controller.abort(reason)
      }
    }
    expect(await rejectionOf(reading())).toBe(reason)
    expect(events).toEqual([created, delta('a')])
  })

  test('and after the end changes nothing', async () => {
    const controller = new AbortController()
    const { stream, body } = open({ signal: controller.signal })
    body.send(...answer).end()
    await collect(stream)
    controller.abort(reason)
    expect(await stream.final()).toMatchObject({ output_text: 'Hi' })
  })
})

describe('cancel()', () => {
  test('gives its reason to whoever reads, and ends the request', async () => {
    const { stream, body, signals } = open()
    body.send(created)
    const failed = collectFailing(stream)
    await setImmediate()
    stream.cancel('fake reason')
    stream.cancel('too late')
    body.fail(new Error('fake: the connection was closed'))
    expect(await failed).toEqual({ events: [created], error: 'fake reason' })
    expect(signals[0]?.reason).toBe('fake reason')
    expect(body.returned).toBe(1)
  })

  test('without a reason is an AbortError', async () => {
    const { stream } = open()
    stream.cancel()
    expect(await rejectionOf(stream.final())).toMatchObject({ name: 'AbortError' })
  })

  test('does nothing before the first read but end it', async () => {
    const { stream, signals } = open()
    stream.cancel('fake reason')
    expect((await collectFailing(stream)).error).toBe('fake reason')
    expect(signals).toHaveLength(0)
  })

  test('that nobody hears of does no harm', async () => {
    const { stream, body, signals } = open()
    body.send(created)
    await stream[Symbol.asyncIterator]().next()
    stream.cancel(new Error('fake'))
    await setImmediate()
    expect(signals[0]?.aborted).toBe(true)
  })
})

describe('a stream that breaks', () => {
  const partial = { outputText: 'HiHal', output: [itemDone('Hi').item] }
  const begun = [created, delta('Hi'), itemDone('Hi'), delta('Hal')]

  test.each<[string, (body: FakeBody) => void, object]>([
    ['by an early end', (body) => body.end(), {}],
    ['by [DONE] in place of the end', (body) => body.sendText('data: [DONE]\n\n').end(), {}],
    ['within an event', (body) => body.sendText('data: {"type":').end(), {}],
    [
      'by an error of the socket',
      (body) => body.fail(Object.assign(new Error('fake'), { code: 'ECONNRESET' })),
      { cause: { code: 'ECONNRESET' } },
    ],
    [
      'by a broken connection',
      (body) => body.fail(new TransportError('CONNECTION_FAILED', 'fake')),
      { cause: { code: 'CONNECTION_FAILED' } },
    ],
  ])('%s gives all that came, then STREAM_INTERRUPTED', async (_about, breakIt, more) => {
    const { stream, body } = open({}, { requestId: 'req_fake' })
    body.send(...begun)
    breakIt(body)
    const { events, error } = await collectFailing(stream)
    expect(events).toEqual(begun)
    expect(error).toMatchObject({
      name: 'StreamError',
      code: 'STREAM_INTERRUPTED',
      requestId: 'req_fake',
      hint: expect.any(String),
      partial,
      ...more,
    })
    expect(Object.keys(error as object)).not.toContain('partial')
    expect(body.returned).toBe(1)
  })

  test('by a time limit tells of the limit', async () => {
    const { stream, body } = open()
    const limit = new TransportError('TIMEOUT', 'fake', { phase: 'idle', limitMs: 7 })
    body.send(created).fail(limit)
    expect(await collectFailing(stream)).toEqual({ events: [created], error: limit })
  })

  test('by data that is no JSON gives the events before it, and quotes nothing', async () => {
    const { stream, body, signals } = open()
    body.sendText(
      `${frame(created)}${frame(delta('a'))}data: {"fake-secret\n\n${frame(delta('b'))}`,
    )
    const { events, error } = await collectFailing(stream)
    expect(events).toEqual([created, delta('a')])
    expect(error).toMatchObject({ code: 'STREAM_MALFORMED', offsetBytes: expect.any(Number) })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('fake-secret')
    expect(body.returned).toBe(1)
    expect(signals).toHaveLength(1)
  })

  test.each([
    ['response.failed', { type: 'response.failed', response: { error: { code: 'X' } } }, 'x'],
    ['a flat error', { type: 'error', code: 'X', message: 'm' }, 'x'],
    ['a nested error', { type: 'error', error: { code: 'X' } }, 'x'],
    ['a failure without a reason', { type: 'response.failed', response: null }, undefined],
  ])('by %s gives RESPONSE_FAILED after the events before it', async (_about, event, code) => {
    const { stream, body } = open({}, { requestId: 'req_fake' })
    body.send(...begun, event, delta('after')).end()
    const { events, error } = await collectFailing(stream)
    expect(events).toEqual(begun)
    expect(error).toMatchObject({ code: 'RESPONSE_FAILED', requestId: 'req_fake', partial })
    expect((error as { responseCode?: string }).responseCode).toBe(code)
    expect(body.returned).toBe(1)
  })

  test('is told once, then it has ended', async () => {
    const { stream, body } = open()
    body.end()
    const iterator = stream[Symbol.asyncIterator]()
    expect(await rejectionOf(iterator.next())).toMatchObject({ code: 'STREAM_INTERRUPTED' })
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
  })
})

test.each([
  [
    'read to the end',
    async ({ stream, body }: Opened) => void (body.send(...answer).end(), await collect(stream)),
  ],
  [
    'left early',
    async ({ stream, body }: Opened) => {
      body.send(created)
      for await (const _ of stream) break
    },
  ],
  ['broken', async ({ stream, body }: Opened) => void (body.end(), await collectFailing(stream))],
  ['cancelled', async ({ stream }: Opened) => void (stream.cancel(), await collectFailing(stream))],
  [
    'taken whole',
    async ({ stream, body }: Opened) => void (body.send(...answer).end(), await stream.final()),
  ],
  ['never read', async () => {}],
])('streams %s leave no listener on a signal that lives on', async (_about, use) => {
  const { signal } = new AbortController()
  for (let count = 0; count < 3; count++) await use(open({ signal }))
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
