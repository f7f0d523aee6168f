import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { TransportError } from '../../src/errors/transport-error.ts'
import type { Exchange, ExchangeInit } from '../../src/transport/exchange.ts'
import { withTimeouts, type Timeouts } from '../../src/transport/timeouts.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import { FakeBody } from '../support/fake-body.ts'

expectNothingUnhandled()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const none: Timeouts = { headersMs: 0, idleMs: 0, totalMs: 0 }
const get: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }

/** An exchange that a test answers by hand; it fails when it is aborted, as every exchange does. */
function manual() {
  const body = new FakeBody()
  const answer = Promise.withResolvers<void>()
  let signal: AbortSignal | undefined
  const exchange: Exchange = async (_url, init) => {
    signal = init.signal
    init.signal?.addEventListener('abort', () => {
      answer.reject(init.signal?.reason)
      body.fail(new Error('fake: what a client says of an abort'))
    })
    await answer.promise
    return {
      status: 200,
      headers: new Headers(),
      body,
      text: () => Promise.reject(new Error('fake')),
    }
  }
  return { body, answer: () => answer.resolve(), exchange, signal: () => signal }
}

async function opened(timeouts: Partial<Timeouts>, init: Partial<ExchangeInit> = {}) {
  const { exchange, answer, body, signal } = manual()
  answer()
  const response = await withTimeouts(exchange, { ...none, ...timeouts })('u', { ...get, ...init })
  return { response, body, signal, iterator: response.body![Symbol.asyncIterator]() }
}

const timeout = (phase: string, limitMs: number, isRetryable: boolean) =>
  expect.objectContaining({ code: 'TIMEOUT', phase, limitMs, isRetryable })

describe('the limit for headers', () => {
  test('ends a request without an answer, and is worth a retry', async () => {
    const { exchange, signal } = manual()
    const failed = rejectionOf(withTimeouts(exchange, { ...none, headersMs: 500 })('u', get))
    await vi.advanceTimersByTimeAsync(499)
    expect(signal()?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await failed).toEqual(timeout('headers', 500, true))
    expect(await failed).toBeInstanceOf(TransportError)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is over once the headers are there', async () => {
    const { iterator, body } = await opened({ headersMs: 500 })
    await vi.advanceTimersByTimeAsync(10_000)
    body.sendText('a').end()
    expect((await iterator.next()).done).toBe(false)
    expect((await iterator.next()).done).toBe(true)
  })
})

describe('the limit for idleness', () => {
  test('starts anew at each piece', async () => {
    const { iterator, body, signal } = await opened({ idleMs: 500 })
    for (let count = 0; count < 5; count++) {
      await vi.advanceTimersByTimeAsync(499)
      body.sendText('a')
      expect((await iterator.next()).done).toBe(false)
    }
    const failed = rejectionOf(iterator.next())
    await vi.advanceTimersByTimeAsync(499)
    expect(signal()?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await failed).toEqual(timeout('idle', 500, false))
    expect(vi.getTimerCount()).toBe(0)
  })

  test('counts while somebody waits: a reader may take a break', async () => {
    const { iterator, body, signal } = await opened({ idleMs: 500 })
    body.sendText('a')
    await iterator.next()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(signal()?.aborted).toBe(false)
    const failed = rejectionOf(iterator.next())
    await vi.advanceTimersByTimeAsync(499)
    expect(signal()?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await failed).toEqual(timeout('idle', 500, false))
  })

  test('is over at the end', async () => {
    const { iterator, body, signal } = await opened({ idleMs: 500, totalMs: 900 })
    body.end()
    await iterator.next()
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(signal()?.aborted).toBe(false)
  })
})

describe('the limit for everything', () => {
  test('ends a request without an answer', async () => {
    const { exchange } = manual()
    const failed = rejectionOf(withTimeouts(exchange, { ...none, totalMs: 700 })('u', get))
    await vi.advanceTimersByTimeAsync(700)
    expect(await failed).toEqual(timeout('total', 700, false))
  })

  test('ends an answer that goes on, however lively', async () => {
    const { iterator, body } = await opened({ idleMs: 500, totalMs: 700 })
    await vi.advanceTimersByTimeAsync(400)
    body.sendText('a')
    await iterator.next()
    const failed = rejectionOf(iterator.next())
    await vi.advanceTimersByTimeAsync(300)
    expect(await failed).toEqual(timeout('total', 700, false))
    expect(vi.getTimerCount()).toBe(0)
  })
})

test.each([0, 2 ** 31, Number.MAX_SAFE_INTEGER])(
  'a limit of %d does not end it early',
  async (limit) => {
    const { exchange, answer, body, signal } = manual()
    const timeouts = { headersMs: limit, idleMs: limit, totalMs: limit }
    const answering = withTimeouts(exchange, timeouts)('u', get)
    await vi.advanceTimersByTimeAsync(86_400_000)
    answer()
    const response = await answering
    const text = response.text()
    await vi.advanceTimersByTimeAsync(86_400_000)
    body.sendText('late').end()
    expect(await text).toBe('late')
    expect(signal()?.aborted).toBe(false)
  },
)

describe('no timer stays', () => {
  const all: Timeouts = { headersMs: 500, idleMs: 500, totalMs: 500 }

  test.each<[string, Exchange]>([
    ['after a failure', () => Promise.reject(new Error('fake'))],
    [
      'after an answer without a body',
      async () => ({ status: 204, headers: new Headers(), body: null, text: async () => '' }),
    ],
  ])('%s', async (_about, exchange) => {
    await withTimeouts(exchange, all)('u', get).catch(() => {})
    expect(vi.getTimerCount()).toBe(0)
  })

  test('after the reader left, who stops the body', async () => {
    const { iterator, body } = await opened(all)
    await iterator.return?.()
    expect(body.returned).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('after the body broke', async () => {
    const { iterator, body } = await opened(all)
    body.fail(new Error('fake'))
    await rejectionOf(iterator.next())
    expect(vi.getTimerCount()).toBe(0)
  })

  test('after the text was read', async () => {
    const { response, body } = await opened(all)
    body.sendText('Grü').sendText('ße').end()
    expect(await response.text()).toBe('Grüße')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe("the caller's signal", () => {
  const reasons = [new Error('fake reason'), 'fake reason', 0]

  test.each(reasons)('aborted before, sends nothing: %s', async (reason) => {
    const exchange = vi.fn<Exchange>()
    const init = { ...get, signal: AbortSignal.abort(reason) }
    expect(await rejectionOf(withTimeouts(exchange, none)('u', init))).toBe(reason)
    expect(exchange).not.toHaveBeenCalled()
  })

  test.each(reasons)('aborted before the headers: %s', async (reason) => {
    const { exchange } = manual()
    const controller = new AbortController()
    const init = { ...get, signal: controller.signal }
    const failed = rejectionOf(withTimeouts(exchange, none)('u', init))
    controller.abort(reason)
    expect(await failed).toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test.each(reasons)('aborted within the body: %s', async (reason) => {
    const controller = new AbortController()
    const { iterator } = await opened({}, { signal: controller.signal })
    const failed = rejectionOf(iterator.next())
    controller.abort(reason)
    expect(await failed).toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('gathers no listeners', async () => {
    const { signal } = new AbortController()
    for (let count = 0; count < 3; count++) {
      const { iterator, body } = await opened({}, { signal })
      body.end()
      await iterator.next()
    }
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

test('a body that breaks is an error of ours, its cause kept', async () => {
  const { iterator, body } = await opened({})
  body.fail(Object.assign(new Error('fake'), { code: 'ECONNRESET' }))
  expect(await rejectionOf(iterator.next())).toMatchObject({
    code: 'CONNECTION_FAILED',
    isRetryable: true,
    cause: { code: 'ECONNRESET' },
  })
})
