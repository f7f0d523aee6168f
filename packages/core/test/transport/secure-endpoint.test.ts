import { expect, test, vi } from 'vitest'
import type { Exchange, ExchangeInit } from '../../src/transport/exchange.ts'
import {
  assertSecureEndpoint,
  isSecureEndpoint,
  secureEndpoint,
} from '../../src/transport/secure-endpoint.ts'
import { rejectionOf, thrownBy } from '../support/failures.ts'

const secure = [
  'https://chatgpt.com/backend-api',
  'https://fake.example:8443',
  'HTTPS://FAKE.EXAMPLE',
  'https://127.0.0.1',
  'http://127.0.0.1:1455/x',
  'http://127.0.0.1',
  'http://127.255.255.254',
  'http://127.1',
  'http://0x7f000001',
  'http://localhost:8080',
  'http://LOCALHOST',
  'http://[::1]:80',
  'http://[0:0:0:0:0:0:0:1]',
]
const insecure = [
  'http://fake.example',
  'http://127.0.0.1.evil.example',
  'http://127.0.0.1.evil.example:80',
  'http://localhost.evil.example',
  'http://evil.example/127.0.0.1',
  'http://evil.example#127.0.0.1',
  'http://evil.example?http://127.0.0.1',
  'http://127.0.0.1@evil.example',
  'http://127.0.0.1:80@evil.example',
  'http://user@127.0.0.1',
  'https://user@fake.example',
  'https://user:fake@fake.example',
  'https://:fake@fake.example',
  'http://0.0.0.0',
  'http://10.0.0.1',
  'http://128.0.0.1',
  'http://[::]',
  'http://[::2]',
  'http://[fe80::1]',
  'http://1127.0.0.1',
  'ftp://127.0.0.1',
  'ws://127.0.0.1',
  'file:///etc/hosts',
  'javascript:alert(1)',
  'data:text/plain,127.0.0.1',
  '127.0.0.1',
  'localhost:80',
  '',
  'no address',
]

test.each(secure)('a token may go to %s', (url) => {
  expect(isSecureEndpoint(url)).toBe(true)
  expect(thrownBy(() => assertSecureEndpoint(url))).toBeUndefined()
})

test.each(insecure)('a token may not go to %j', (url) => {
  expect(isSecureEndpoint(url)).toBe(false)
  expect(thrownBy(() => assertSecureEndpoint(url))).toMatchObject({
    name: 'TransportError',
    code: 'INSECURE_ENDPOINT',
    isRetryable: false,
    hint: expect.any(String),
  })
})

test('the refusal names no password and no query', () => {
  const url = 'http://fake-user:fake-password@fake.example/path?key=fake-secret'
  expect(String(thrownBy(() => assertSecureEndpoint(url)))).not.toMatch(
    /fake-(user|password|secret)/,
  )
})

test('a request to an insecure place is not sent', async () => {
  const next = vi.fn<Exchange>()
  const init: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }
  const failed = secureEndpoint(next)('http://fake.example', init)
  expect(await rejectionOf(failed)).toMatchObject({ code: 'INSECURE_ENDPOINT' })
  expect(next).not.toHaveBeenCalled()
  await secureEndpoint(next)('https://fake.example', init)
  expect(next).toHaveBeenCalledExactlyOnceWith('https://fake.example', init)
})
