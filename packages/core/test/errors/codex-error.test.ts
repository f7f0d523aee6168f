import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { ApiError } from '../../src/errors/api-error.ts'
import { CodexError } from '../../src/errors/codex-error.ts'
import { CredentialError } from '../../src/errors/credential-error.ts'
import { errorCodes } from '../../src/errors/error-codes.ts'
import { RefreshError } from '../../src/errors/refresh-error.ts'
import { StreamError } from '../../src/errors/stream-error.ts'
import { TransportError } from '../../src/errors/transport-error.ts'

const one = [
  [
    'CredentialError',
    new CredentialError('CREDENTIAL_NOT_FOUND', 'fake'),
    (value: unknown) => CredentialError.isInstance(value),
  ],
  [
    'RefreshError',
    new RefreshError('REFRESH_REJECTED', 'fake'),
    (value: unknown) => RefreshError.isInstance(value),
  ],
  [
    'TransportError',
    new TransportError('TIMEOUT', 'fake'),
    (value: unknown) => TransportError.isInstance(value),
  ],
  ['ApiError', new ApiError('FORBIDDEN', 'fake'), (value: unknown) => ApiError.isInstance(value)],
  [
    'StreamError',
    new StreamError('STREAM_MALFORMED', 'fake'),
    (value: unknown) => StreamError.isInstance(value),
  ],
] as const

describe.each(one)('%s', (name, error) => {
  test('is an Error by its own name', () => {
    expect(error).toBeInstanceOf(Error)
    expect(error).toBeInstanceOf(CodexError)
    expect(error.name).toBe(name)
    expect(error.stack).toContain(name)
    expect(Object.keys(error)).not.toContain('name')
    expect(Object.keys(error)).not.toContain('hint')
    expect('cause' in error).toBe(false)
  })

  test('is known as its family and no other', () => {
    expect(CodexError.isInstance(error)).toBe(true)
    const known = one.filter(([, , isInstance]) => isInstance(error)).map(([family]) => family)
    expect(known).toEqual([name])
  })
})

test('an error of another copy of this library is known too', async () => {
  vi.resetModules()
  const copy = await import('../../src/errors/api-error.ts')
  const error: unknown = new copy.ApiError('FORBIDDEN', 'fake')
  expect(error).not.toBeInstanceOf(ApiError)
  expect([CodexError.isInstance(error), ApiError.isInstance(error)]).toEqual([true, true])
  expect(StreamError.isInstance(error)).toBe(false)
})

test.each([
  undefined,
  null,
  'fake',
  7,
  {},
  new Error('fake'),
  { code: 'FORBIDDEN', name: 'ApiError' },
])('no error of ours: %s', (value) => {
  expect(CodexError.isInstance(value)).toBe(false)
  expect(ApiError.isInstance(value)).toBe(false)
})

test('what is given is kept, what is not given is not there', () => {
  const cause = new Error('fake cause')
  const resetsAt = new Date()
  const error = new ApiError('RATE_LIMITED', 'fake', {
    cause,
    hint: 'Wait.',
    status: 429,
    retryAfterMs: 0,
    resetsAt,
    param: undefined,
  })
  expect(error).toMatchObject({ cause, hint: 'Wait.', status: 429, retryAfterMs: 0, resetsAt })
  expect(error).not.toHaveProperty('param')
  expect(error).not.toHaveProperty('requestId')
  expect(Object.keys(error)).not.toContain('cause')
})

test.each([
  ['RATE_LIMITED', true],
  ['SERVER_ERROR', true],
  ['OVERLOADED', true],
  ['UNAUTHORIZED', false],
  ['USAGE_LIMIT_REACHED', false],
  ['INVALID_REQUEST', false],
] as const)('%s is worth another try: %s', (code, isRetryable) => {
  expect(new ApiError(code, 'fake').isRetryable).toBe(isRetryable)
  expect(new ApiError(code, 'fake', { isRetryable: !isRetryable }).isRetryable).toBe(!isRetryable)
})

test.each([
  ['REFRESH_UNAVAILABLE', true],
  ['REFRESH_REJECTED', false],
  ['ACCOUNT_CHANGED', false],
] as const)('%s is worth another try: %s', (code, isRetryable) => {
  expect(new RefreshError(code, 'fake').isRetryable).toBe(isRetryable)
})

test('what had come of a stream is there to read, not to be logged', () => {
  const partial = { outputText: 'fake-content', output: [] }
  const error = new StreamError('STREAM_INTERRUPTED', 'fake', { partial, requestId: 'req_fake' })
  expect(error.partial).toBe(partial)
  expect(JSON.stringify(error)).not.toContain('fake-content')
  expect(inspect(error)).not.toContain('fake-content')
  expect(JSON.stringify(error)).toContain('req_fake')
})

test('the list of codes has each once', () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length)
  for (const [, error] of one) expect(errorCodes).toContain(error.code)
  expect(errorCodes.every((code) => /^[A-Z_]+$/.test(code))).toBe(true)
})
