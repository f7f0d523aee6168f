import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiErrorFrom } from '../../src/client/api-failure.ts'
import { ApiError, type ApiErrorCode } from '../../src/errors/api-error.ts'
import { CredentialError } from '../../src/errors/credential-error.ts'
import { RefreshError } from '../../src/errors/refresh-error.ts'
import { StreamError } from '../../src/errors/stream-error.ts'
import { TransportError } from '../../src/errors/transport-error.ts'
import { decideRetry, defaultRetryPolicy as policy } from '../../src/transport/retry-policy.ts'

const api = (code: ApiErrorCode, retryAfterMs?: number) =>
  new ApiError(code, 'fake', { retryAfterMs })

/** The wait after a try that failed, by chance neither shorter nor longer. */
function waitAfter(error: unknown, attempt = 1, limits = policy, elapsedMs = 0) {
  return decideRetry(error, { attempt, elapsedMs, random: 0.5 }, limits)
}

describe('which failures are tried again', () => {
  test.each<[string, unknown, boolean]>([
    ['SERVER_ERROR', api('SERVER_ERROR'), true],
    ['OVERLOADED', api('OVERLOADED'), true],
    ['RATE_LIMITED that names a wait', api('RATE_LIMITED', 1_000), true],
    ['RATE_LIMITED that names none', api('RATE_LIMITED'), false],
    ['USAGE_LIMIT_REACHED', api('USAGE_LIMIT_REACHED'), false],
    ['USAGE_LIMIT_REACHED that names a wait', api('USAGE_LIMIT_REACHED', 1_000), false],
    ['UNAUTHORIZED', api('UNAUTHORIZED'), false],
    ['FORBIDDEN', api('FORBIDDEN'), false],
    ['PLAN_NOT_ENTITLED', api('PLAN_NOT_ENTITLED'), false],
    ['INVALID_REQUEST', api('INVALID_REQUEST'), false],
    ['MODEL_NOT_FOUND', api('MODEL_NOT_FOUND'), false],
    ['CONTEXT_WINDOW_EXCEEDED', api('CONTEXT_WINDOW_EXCEEDED'), false],
    [
      'a broken connection',
      new TransportError('CONNECTION_FAILED', 'fake', { isRetryable: true }),
      true,
    ],
    ['an untrusted server', new TransportError('CONNECTION_FAILED', 'fake'), false],
    ['an insecure endpoint', new TransportError('INSECURE_ENDPOINT', 'fake'), false],
    ['late headers', new TransportError('TIMEOUT', 'fake', { isRetryable: true }), true],
    ['an authority that is away', new RefreshError('REFRESH_UNAVAILABLE', 'fake'), true],
    ['a login refused', new RefreshError('REFRESH_REJECTED', 'fake'), false],
    ['no login', new CredentialError('CREDENTIAL_NOT_FOUND', 'fake'), false],
    ['a stream cut', new StreamError('STREAM_INTERRUPTED', 'fake'), false],
    ['an error of someone else', new Error('fake'), false],
    ['a thing that says it is retryable', { isRetryable: true }, false],
    ['a text', 'fake', false],
    ['nothing', undefined, false],
  ])('%s', (_about, error, isRetried) => {
    expect(waitAfter(error) !== undefined).toBe(isRetried)
  })
})

describe('the table of answers', () => {
  const error = (code: string) => ({ error: { code, message: 'Text.' } })
  const ofType = (type: string) => ({ error: { type, message: 'Text.' } })
  const wait = { 'retry-after': '7' }

  test.each<[number, object | string, Record<string, string>, ApiErrorCode, number | undefined]>([
    [400, error('context_length_exceeded'), wait, 'CONTEXT_WINDOW_EXCEEDED', undefined],
    [400, { detail: 'Unsupported parameter: user' }, {}, 'INVALID_REQUEST', undefined],
    [401, error('token_expired'), {}, 'UNAUTHORIZED', undefined],
    [402, '', {}, 'PLAN_NOT_ENTITLED', undefined],
    [403, '<html></html>', { 'cf-mitigated': 'challenge' }, 'FORBIDDEN', undefined],
    [404, error('model_not_found'), {}, 'MODEL_NOT_FOUND', undefined],
    [404, '', wait, 'INVALID_REQUEST', undefined],
    [404, ofType('usage_limit_reached'), wait, 'USAGE_LIMIT_REACHED', undefined],
    [413, '', {}, 'INVALID_REQUEST', undefined],
    [429, ofType('usage_limit_reached'), wait, 'USAGE_LIMIT_REACHED', undefined],
    [429, error('insufficient_quota'), wait, 'USAGE_LIMIT_REACHED', undefined],
    [429, error('credit_balance_exhausted'), {}, 'USAGE_LIMIT_REACHED', undefined],
    [429, error('organization_spend_limit_exceeded'), {}, 'USAGE_LIMIT_REACHED', undefined],
    [429, error('fake_usage_limit_exceeded'), wait, 'USAGE_LIMIT_REACHED', undefined],
    [429, ofType('usage_not_included'), wait, 'PLAN_NOT_ENTITLED', undefined],
    [429, error('rate_limit_exceeded'), {}, 'RATE_LIMITED', undefined],
    [429, error('rate_limit_exceeded'), wait, 'RATE_LIMITED', 7_000],
    [429, '', { 'retry-after': 'Sun, 22 Nov 2026 12:00:07 GMT' }, 'RATE_LIMITED', 7_000],
    [429, '', { 'retry-after-ms': '250', ...wait }, 'RATE_LIMITED', 250],
    [429, '', { 'retry-after': '3600' }, 'RATE_LIMITED', undefined],
    [500, ofType('server_error'), {}, 'SERVER_ERROR', 200],
    [502, '<html></html>', {}, 'SERVER_ERROR', 200],
    [503, '', wait, 'SERVER_ERROR', 7_000],
    [503, error('server_is_overloaded'), {}, 'OVERLOADED', 200],
    [503, error('slow_down'), {}, 'OVERLOADED', 200],
    [529, '<html></html>', {}, 'OVERLOADED', 200],
    [307, '', wait, 'INVALID_REQUEST', undefined],
  ])('%d %j %j is %s and waits %s ms', (status, body, given, code, expected) => {
    const headers = new Headers(given)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = { status, text, header: (name: string) => headers.get(name) }
    const failure = apiErrorFrom(answer, new Date('2026-11-22T12:00:00Z'))
    expect([failure.code, waitAfter(failure)]).toEqual([code, expected])
  })
})

describe('how long is waited', () => {
  test.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [4, 1_600],
    [5, undefined],
    [6, undefined],
  ])('after try %d: %s ms', (attempt, expected) => {
    expect(waitAfter(api('SERVER_ERROR'), attempt)).toBe(expected)
  })

  test('no longer than the policy has it', () => {
    const patient = { ...policy, maxAttempts: 100 }
    expect(waitAfter(api('SERVER_ERROR'), 60, patient)).toBe(policy.maxDelayMs)
  })

  test('a tenth less or more, by chance', () => {
    const wait = (random: number) =>
      decideRetry(api('SERVER_ERROR'), { attempt: 1, elapsedMs: 0, random }, policy)
    expect(wait(0)).toBeCloseTo(180)
    expect(wait(1)).toBeCloseTo(220)
  })

  test.each([
    [0, 0],
    [1_234, 1_234],
    [60_000, 60_000],
    [60_001, undefined],
    [3_600_000, undefined],
    [Infinity, undefined],
  ])('as long as the server asks: %s ms gives %s', (asked, expected) => {
    expect(waitAfter(api('RATE_LIMITED', asked))).toBe(expected)
  })

  test('the tries are counted even if the server asks for more', () => {
    expect(waitAfter(api('RATE_LIMITED', 0), policy.maxAttempts)).toBeUndefined()
  })

  test.each([
    [0, 30_000, 30_000],
    [150_000, 30_000, 30_000],
    [150_001, 30_000, undefined],
    [180_001, 0, undefined],
    [Infinity, 0, undefined],
  ])('no try begins too late: %s ms after the first, asked for %s', (elapsedMs, asked, wait) => {
    expect(waitAfter(api('OVERLOADED', asked), 1, policy, elapsedMs)).toBe(wait)
  })

  test('never less than nothing, never more than the limits', () => {
    const double = (max: number) => fc.double({ min: 0, max, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        double(1),
        double(1e9),
        (attempt, random, baseDelayMs) => {
          const wild = { ...policy, baseDelayMs, maxAttempts: 1_000 }
          const delayMs = decideRetry(api('OVERLOADED'), { attempt, elapsedMs: 0, random }, wild)
          expect(delayMs).toBeGreaterThanOrEqual(0)
          expect(delayMs).toBeLessThanOrEqual(policy.maxDelayMs * 1.1 + 1)
        },
      ),
    )
  })
})
