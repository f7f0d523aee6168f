import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError, type ApiErrorCode } from '../../src/errors/api-error.ts'
import { CredentialError } from '../../src/errors/credential-error.ts'
import { RefreshError } from '../../src/errors/refresh-error.ts'
import { StreamError } from '../../src/errors/stream-error.ts'
import { TransportError } from '../../src/errors/transport-error.ts'
import { decideRetry, defaultRetryPolicy as policy } from '../../src/transport/retry-policy.ts'

const api = (code: ApiErrorCode, retryAfterMs?: number) =>
  new ApiError(code, 'fake', { retryAfterMs })
const middle = 0.5

describe('which failures are tried again', () => {
  test.each<[string, unknown, boolean]>([
    ['SERVER_ERROR', api('SERVER_ERROR'), true],
    ['OVERLOADED', api('OVERLOADED'), true],
    ['RATE_LIMITED', api('RATE_LIMITED'), true],
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
    expect(decideRetry(error, 1, policy, middle) !== undefined).toBe(isRetried)
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
    expect(decideRetry(api('SERVER_ERROR'), attempt, policy, middle)).toBe(expected)
  })

  test('no longer than the policy has it', () => {
    const patient = { ...policy, maxAttempts: 100 }
    expect(decideRetry(api('SERVER_ERROR'), 60, patient, middle)).toBe(policy.maxDelayMs)
  })

  test('a tenth less or more, by chance', () => {
    expect(decideRetry(api('SERVER_ERROR'), 1, policy, 0)).toBeCloseTo(180)
    expect(decideRetry(api('SERVER_ERROR'), 1, policy, 1)).toBeCloseTo(220)
  })

  test.each([
    [0, 0],
    [1_234, 1_234],
    [60_000, 60_000],
    [60_001, undefined],
    [3_600_000, undefined],
    [Infinity, undefined],
  ])('as long as the server asks: %s ms gives %s', (asked, expected) => {
    expect(decideRetry(api('RATE_LIMITED', asked), 1, policy, middle)).toBe(expected)
  })

  test('the tries are counted even if the server asks for more', () => {
    expect(decideRetry(api('RATE_LIMITED', 0), policy.maxAttempts, policy, middle)).toBeUndefined()
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
          const delayMs = decideRetry(api('OVERLOADED'), attempt, wild, random)
          expect(delayMs).toBeGreaterThanOrEqual(0)
          expect(delayMs).toBeLessThanOrEqual(policy.maxDelayMs * 1.1 + 1)
        },
      ),
    )
  })
})
