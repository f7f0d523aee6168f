import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactHeaders, redactUrl } from '../../src/foundation/redact.ts'

test('only headers known to be harmless are shown', () => {
  const shown = { 'content-type': 'text/plain', 'retry-after': '7', 'x-request-id': 'req_fake' }
  const secret = {
    authorization: 'Bearer fake-secret',
    cookie: 'fake-secret',
    'set-cookie': 'fake-secret',
    'chatgpt-account-id': 'fake-secret',
    'x-codex-turn-state': 'fake-secret',
    'x-of-tomorrow': 'fake-secret',
  }
  const redacted = redactHeaders(Object.entries({ ...shown, ...secret }))
  expect(redacted).toMatchObject(shown)
  expect(Object.keys(redacted)).toEqual([...Object.keys(shown), ...Object.keys(secret)])
  expect(JSON.stringify(redacted)).not.toContain('fake-secret')
})

test('names are taken in any case', () => {
  const redacted = redactHeaders([
    ['Content-Type', 'text/plain'],
    ['AUTHORIZATION', 'fake-secret'],
  ])
  expect(redacted).toEqual({ 'content-type': 'text/plain', authorization: '[redacted]' })
})

test.each([
  ['https://fake.example/path', 'https://fake.example/path'],
  ['https://user:fake-secret@fake.example:8443/path', 'https://fake.example:8443/path'],
  [
    'https://fake.example/path?a=fake-secret&b=fake-secret&a=2',
    'https://fake.example/path?a=…&b=…',
  ],
  ['https://fake.example/#fake-secret', 'https://fake.example/'],
  ['fake-secret', '[invalid URL]'],
  ['', '[invalid URL]'],
])('%j is shown as %j', (url, shown) => {
  expect(redactUrl(url)).toBe(shown)
})

test('no value of a query and no password is ever shown', () => {
  const secrets = fc.stringMatching(/^[a-z]{3,8}$/).map((text) => `fake-secret-${text}`)
  fc.assert(
    fc.property(secrets, secrets, secrets, (password, value, fragment) => {
      const shown = redactUrl(
        `https://u:${password}@fake.example/p?q=${value}&r=${value}#${fragment}`,
      )
      expect(shown).not.toContain('fake-secret')
    }),
  )
})
