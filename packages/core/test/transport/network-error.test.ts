import { describe, expect, test } from 'vitest'
import { StreamError } from '../../src/errors/stream-error.ts'
import { mapNetworkError } from '../../src/transport/network-error.ts'

const coded = (code: unknown, more: object = {}) => Object.assign(new Error('fake'), { code }, more)
const url = 'https://fake.example/path?secret=fake-secret'

const failed = (isRetryable: boolean) => ({
  name: 'TransportError',
  code: 'CONNECTION_FAILED',
  isRetryable,
  hint: expect.any(String),
})
const late = { code: 'TIMEOUT', phase: 'connect', isRetryable: true, hint: expect.any(String) }

test.each<[string, unknown, object]>([
  ['an unknown host', coded('ENOTFOUND'), failed(true)],
  ['a host unknown at the moment', coded('EAI_AGAIN'), failed(true)],
  ['a closed port', coded('ECONNREFUSED'), failed(true)],
  ['a reset', coded('ECONNRESET'), failed(true)],
  ['a pipe that is closed', coded('EPIPE'), failed(true)],
  ['a socket that is closed', coded('UND_ERR_SOCKET'), failed(true)],
  ['a code nobody has heard of', coded('EFAKE'), failed(true)],
  ['a code that every object has', coded('constructor'), failed(true)],
  ['a code that is no text', coded(7), failed(true)],
  ['an error without a code', new Error('fake'), failed(true)],
  ['a text', 'fake', failed(true)],
  [
    "fetch's way of telling",
    new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
    failed(true),
  ],
  [
    'several addresses',
    new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    failed(true),
  ],
  ['no address at all', new AggregateError([]), failed(true)],
  ['an untrusted certificate', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), failed(false)],
  [
    'an untrusted chain',
    new TypeError('fake', { cause: coded('SELF_SIGNED_CERT_IN_CHAIN') }),
    failed(false),
  ],
  ['an unknown issuer', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), failed(false)],
  ['a certificate for another name', coded('ERR_TLS_CERT_ALTNAME_INVALID'), failed(false)],
  ['an old certificate', coded('CERT_HAS_EXPIRED'), failed(false)],
  ['a client that was closed', coded('UND_ERR_DESTROYED'), failed(false)],
  ['a client that is closing', coded('UND_ERR_CLOSED'), failed(false)],
  ['connecting too slowly', coded('UND_ERR_CONNECT_TIMEOUT'), late],
  ['connecting too slowly, by the system', coded('ETIMEDOUT'), late],
])('%s', (_about, error, expected) => {
  const mapped = mapNetworkError(error, url)
  expect(mapped).toMatchObject({ ...expected, cause: error })
  expect((mapped as Error).message).toContain('fake.example')
  expect((mapped as Error).message).not.toContain('fake-secret')
})

test('a cause that is its own cause ends', () => {
  const error = new Error('fake')
  error.cause = error
  expect(mapNetworkError(error, 'no address')).toMatchObject(failed(true))
})

describe('what comes back untouched', () => {
  test('an error of ours', () => {
    const error = new StreamError('STREAM_MALFORMED', 'fake')
    expect(mapNetworkError(error, url)).toBe(error)
  })

  test.each([[new Error('fake reason')], ['fake reason'], [null]])(
    'a reason to abort: %s',
    (reason) => {
      expect(mapNetworkError(reason, url, AbortSignal.abort(reason))).toBe(reason)
    },
  )

  test('but not an error that only comes at the time of an abort', () => {
    const signal = AbortSignal.abort('fake reason')
    expect(mapNetworkError(coded('ECONNRESET'), url, signal)).toMatchObject(failed(true))
  })
})
