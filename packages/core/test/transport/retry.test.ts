import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '../../src/errors/api-error.ts'
import type { Exchange, ExchangeInit, ExchangeResponse } from '../../src/transport/exchange.ts'
import { defaultRetryPolicy, type RetryPolicy } from '../../src/transport/retry-policy.ts'
import { retry } from '../../src/transport/retry.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const init: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }
const answer: ExchangeResponse = {
  status: 200,
  headers: new Headers(),
  body: null,
  text: async () => 'fake',
}
const fail = (retryAfterMs?: number) => new ApiError('SERVER_ERROR', 'fake', { retryAfterMs })

function retrying(outcomes: (Error | ExchangeResponse)[], policy: Partial<RetryPolicy> = {}) {
  const at: number[] = []
  const startedAt = Date.now()
  const exchange: Exchange = async () => {
    at.push(Date.now() - startedAt)
    const outcome = outcomes.shift()
    if (outcome instanceof Error || !outcome) throw outcome ?? new Error('fake: one too many')
    return outcome
  }
  const logger = { debug: vi.fn<(message: string, fields?: object) => void>() }
  return { at, logger, exchange: retry({ ...defaultRetryPolicy, ...policy }, logger)(exchange) }
}

describe('a request', () => {
  test('that succeeds is sent once', async () => {
    const { exchange, at, logger } = retrying([answer])
    expect(await exchange('u', init)).toBe(answer)
    expect(at).toEqual([0])
    expect(logger.debug).not.toHaveBeenCalled()
  })

  test('that fails is sent again with growing waits, and each is logged', async () => {
    const { exchange, at, logger } = retrying([fail(), fail(), fail(), answer])
    const answering = exchange('u', init)
    await vi.runAllTimersAsync()
    expect(await answering).toBe(answer)
    const waits = at.slice(1).map((time, index) => time - at[index]!)
    expect(waits.map((wait) => 2 ** Math.round(Math.log2(wait / 200)))).toEqual([1, 2, 4])
    expect(logger.debug.mock.calls.map(([, fields]) => fields)).toMatchObject([
      { attempt: 1, code: 'SERVER_ERROR' },
      { attempt: 2 },
      { attempt: 3 },
    ])
  })

  test('is sent no more often than allowed, and fails with the last failure', async () => {
    const failures = [fail(), fail(), fail()]
    const { exchange, at } = retrying([...failures], { maxAttempts: 3 })
    const failed = rejectionOf(exchange('u', init))
    await vi.runAllTimersAsync()
    expect(await failed).toBe(failures[2])
    expect(at).toHaveLength(3)
  })

  test.each([0, 1])('is sent once when %d tries are allowed', async (maxAttempts) => {
    const { exchange, at } = retrying([fail()], { maxAttempts })
    expect(await rejectionOf(exchange('u', init))).toMatchObject({ code: 'SERVER_ERROR' })
    expect(at).toHaveLength(1)
  })

  test('waits as long as the server asks', async () => {
    const { exchange, at } = retrying([fail(12_345), answer])
    const answering = exchange('u', init)
    await vi.runAllTimersAsync()
    await answering
    expect(at).toEqual([0, 12_345])
  })

  test('fails at once when the server asks for too much', async () => {
    const { exchange, at } = retrying([fail(3_600_000)])
    expect(await rejectionOf(exchange('u', init))).toMatchObject({ retryAfterMs: 3_600_000 })
    expect(at).toHaveLength(1)
  })

  test('waits long when it is allowed to', async () => {
    const long = 40 * 86_400_000
    const { exchange, at } = retrying([fail(long), answer], {
      maxRetryAfterMs: long,
      maxElapsedMs: long,
    })
    const answering = exchange('u', init)
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(at).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(long)
    expect(await answering).toBe(answer)
  })

  test('is not sent again once its time is over', async () => {
    const { exchange, at } = retrying([fail(40_000), fail(40_000), fail(40_000)], {
      maxElapsedMs: 100_000,
    })
    const failed = rejectionOf(exchange('u', init))
    await vi.runAllTimersAsync()
    expect(await failed).toMatchObject({ code: 'SERVER_ERROR' })
    expect(at).toEqual([0, 40_000, 80_000])
  })

  test('is not sent again after an abort within the wait, whose reason comes at once', async () => {
    const { exchange, at } = retrying([fail(30_000)])
    const controller = new AbortController()
    const failed = rejectionOf(exchange('u', { ...init, signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(10)
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
    expect(at).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
