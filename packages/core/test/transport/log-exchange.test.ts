import { describe, expect, test, vi } from 'vitest'
import { TransportError } from '../../src/errors/transport-error.ts'
import type { Logger } from '../../src/foundation/logger.ts'
import type { Exchange, ExchangeInit } from '../../src/transport/exchange.ts'
import { logExchange } from '../../src/transport/log-exchange.ts'
import { rejectionOf } from '../support/failures.ts'

const url = 'https://fake-user:fake-password@fake.example/path?token=fake-secret#fake-fragment'
const init: ExchangeInit = {
  method: 'POST',
  headers: {
    authorization: 'Bearer fake-secret',
    'chatgpt-account-id': 'fake-secret-account',
    'content-type': 'application/json',
    cookie: 'fake-secret',
  },
  body: '{"text":"fake-secret-body"}',
  redirect: 'manual',
}
const answer: Exchange = async () => ({
  status: 200,
  headers: new Headers({ 'set-cookie': 'a=fake-secret', 'cf-ray': 'fake-ray' }),
  body: null,
  text: async () => 'fake-secret-answer',
})

function logging(next: Exchange) {
  const debug = vi.fn<NonNullable<Logger['debug']>>()
  return { debug, exchange: logExchange({ debug })(next) }
}

describe('the log of an exchange', () => {
  test('tells of request and answer, and of no secret', async () => {
    const { debug, exchange } = logging(answer)
    await exchange(url, init)
    expect(debug.mock.calls.map(([, fields]) => fields)).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: '[redacted]' },
      },
      {
        method: 'POST',
        status: 200,
        elapsedMs: expect.any(Number),
        headers: { 'cf-ray': 'fake-ray' },
      },
    ])
    expect(JSON.stringify(debug.mock.calls)).not.toMatch(/secret|password|fake-user|fragment/)
    expect(JSON.stringify(debug.mock.calls)).toContain('fake.example/path')
  })

  test.each([
    [new TransportError('CONNECTION_FAILED', 'fake'), 'CONNECTION_FAILED'],
    [new Error('fake'), undefined],
    ['fake reason', undefined],
    [undefined, undefined],
    [null, undefined],
  ])('tells of no answer, and throws it on untouched: %s', async (error, code) => {
    const { debug, exchange } = logging(() => Promise.reject(error))
    expect(await rejectionOf(exchange(url, init))).toBe(error)
    expect(debug.mock.calls.at(-1)?.[1]).toMatchObject({
      method: 'POST',
      elapsedMs: expect.any(Number),
    })
    expect(debug.mock.calls.at(-1)?.[1]?.['code']).toBe(code)
  })

  test('costs nothing when nobody listens', () => {
    expect(logExchange({})(answer)).toBe(answer)
    expect(logExchange({ warn: () => {} })(answer)).toBe(answer)
  })
})
