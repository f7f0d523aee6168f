import { describe, expect, test, vi } from 'vitest'
import { resolveCodexClientOptions } from '../../src/client/client-options.ts'
import { anonymousExchange, authorizedExchange, strictExchange } from '../../src/client/pipeline.ts'
import { AccessToken } from '../../src/credentials/credential.ts'
import type { Exchange, ExchangeInit } from '../../src/transport/exchange.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import { serveHttp } from '../support/servers.ts'

expectNothingUnhandled()

const init: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }
const debug = vi.fn<(message: string, fields?: object) => void>()
const options = resolveCodexClientOptions({ env: {}, retry: { baseDelayMs: 1 }, logger: { debug } })

/** A path whose servers answer with these statuses, and whose tokens are numbered. */
function path(...statuses: number[]) {
  const sent: Record<string, string>[] = []
  let tokens = 0
  const give = async () => new AccessToken(`fake-${++tokens}`)
  const bottom: Exchange = async (_url, { headers }) => {
    sent.push(headers)
    return new Response('', { status: statuses.shift() ?? 200 })
  }
  const provider = { tokens: { getAccessToken: give, recover: give } }
  const bearers = () => sent.map((headers) => headers['authorization'])
  return { provider, bottom, sent, bearers }
}

describe('the strict path', () => {
  test('takes a fresh token for each try', async () => {
    const { provider, bottom, bearers } = path(500, 503, 200)
    const response = await strictExchange(options, provider, bottom)('https://fake.example', init)
    expect(response.status).toBe(200)
    expect(bearers()).toEqual(['Bearer fake-1', 'Bearer fake-2', 'Bearer fake-3'])
  })

  test('turns round on a 401 before it judges', async () => {
    const { provider, bottom, bearers } = path(401, 401, 200)
    await strictExchange(options, provider, bottom)('https://fake.example', init)
    expect(bearers()).toHaveLength(3)
  })

  test('does not send again what is still refused', async () => {
    const { provider, bottom, bearers } = path(401, 401, 401, 200)
    const failed = strictExchange(options, provider, bottom)('https://fake.example', init)
    expect(await rejectionOf(failed)).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(bearers()).toHaveLength(3)
  })

  test('sends nothing to an insecure place', async () => {
    const { provider, bottom, sent } = path()
    const failed = strictExchange(options, provider, bottom)('http://fake.example', init)
    expect(await rejectionOf(failed)).toMatchObject({ code: 'INSECURE_ENDPOINT' })
    expect(sent).toEqual([])
  })
})

test('the authorised path gives answers as they are, and tries once', async () => {
  const { provider, bottom, sent } = path(500)
  const response = await authorizedExchange(options, provider, bottom)('https://fake.example', init)
  expect([response.status, sent.length]).toEqual([500, 1])
  expect(sent[0]).toMatchObject({ authorization: 'Bearer fake-1', originator: 'via-codex' })
})

test('the anonymous path says who it is, and has no token', async () => {
  const { bottom, sent } = path()
  await anonymousExchange(options, bottom)('https://fake.example', init)
  expect(Object.keys(sent[0]!)).toEqual(['originator', 'user-agent'])
  const failed = anonymousExchange(options, bottom)('http://fake.example', init)
  expect(await rejectionOf(failed)).toMatchObject({ code: 'INSECURE_ENDPOINT' })
})

test('the log sees the request as it is sent, without its secrets', async () => {
  debug.mockClear()
  const { provider, bottom } = path()
  await strictExchange(options, provider, bottom)('https://fake.example', init)
  expect(debug.mock.calls[0]?.[1]).toMatchObject({
    headers: { authorization: '[redacted]', originator: 'via-codex' },
  })
  expect(JSON.stringify(debug.mock.calls)).not.toContain('fake-1')
})

test.each([
  ['our own client', undefined],
  ['a fetch of your own', globalThis.fetch],
])('a redirect is not followed and no token goes elsewhere, through %s', async (_about, fetch) => {
  const elsewhere = await serveHttp((_request, response) => response.end())
  const { client, simulator } = await connect({ fetch })
  simulator.faults.add({ kind: 'redirect', location: `${elsewhere.url}/stolen`, times: 2 })
  const request = { model: 'gpt-5.5', input: 'Hello' }
  expect(await rejectionOf(client.responses.create(request))).toMatchObject({
    name: 'ApiError',
    status: 307,
    isRetryable: false,
  })
  expect(elsewhere.connections).toBe(0)
  expect(simulator.requests.count('responses')).toBe(1)
})
