import { describe, expect, test } from 'vitest'
import { authorize } from '../../src/client/authorize.ts'
import { AccessToken } from '../../src/credentials/credential.ts'
import type { TokenProvider } from '../../src/credentials/token-provider.ts'
import { RefreshError } from '../../src/errors/refresh-error.ts'
import type { ExchangeInit } from '../../src/transport/exchange.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const request = { model: 'gpt-5.5', input: 'Hello' }

describe('a 401 on the way', () => {
  test.each([
    ['once: the same token is tried again', 1, 2, 0],
    ['twice: the tokens are renewed', 2, 3, 1],
  ])('%s', async (_about, times, requests, refreshes) => {
    const { client, simulator, home } = await connect()
    simulator.faults.add({ kind: 'unauthorized', times })
    const response = await client.responses.create(request)
    expect(response.status).toBe('completed')
    expect(simulator.requests.count('responses')).toBe(requests)
    expect(simulator.requests.count('token')).toBe(refreshes)
    expect(simulator.authority.loggedOut()).toEqual([])
    const bearers = simulator.requests.bearers('responses')
    expect(bearers.slice(0, 2)).toEqual([home.login!.accessToken, home.login!.accessToken])
    expect(new Set(bearers).size).toBe(1 + refreshes)
    expect(simulator.requests.connections).toBe(1)
  })

  test('always: three requests, one refresh, and it is the answer', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'token-expired', times: Infinity })
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'UNAUTHORIZED',
      status: 401,
      serverCode: 'token_expired',
      isRetryable: false,
      hint: expect.any(String),
    })
    expect(simulator.requests.count('responses')).toBe(3)
    expect(simulator.requests.count('token')).toBe(1)
  })

  test('with a login that is refused says why', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add(
      { kind: 'unauthorized', times: Infinity },
      { kind: 'refresh-token-invalidated', times: Infinity },
    )
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'REFRESH_REJECTED',
      reason: 'revoked',
    })
    expect(simulator.requests.count('responses')).toBe(2)
  })

  test('of the models is turned round as well', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'unauthorized', on: 'models', times: 2 })
    expect(await client.models.list()).not.toEqual([])
    expect([simulator.requests.count('models'), simulator.requests.count('token')]).toEqual([3, 1])
  })
})

describe('the headers of a request', () => {
  test('carry token and account', async () => {
    const { client, simulator, home } = await connect()
    await client.models.list()
    expect(simulator.requests.last('models').headers).toMatchObject({
      authorization: `Bearer ${home.login!.accessToken}`,
      'chatgpt-account-id': home.login!.accountId,
    })
    expect(simulator.requests.last('models').headers).not.toHaveProperty('x-openai-fedramp')
  })

  test('leave out an account that is not stored', async () => {
    const { client, simulator } = await connect({}, {}, { omit: ['tokens.account_id'] })
    await client.models.list()
    expect(simulator.requests.last('models').headers).not.toHaveProperty('chatgpt-account-id')
  })

  test('tell of the government region', async () => {
    const { client, simulator } = await connect({}, {}, { fedramp: true })
    await client.models.list()
    expect(simulator.requests.last('models').headers['x-openai-fedramp']).toBe('true')
  })
})

describe('by itself', () => {
  const init: ExchangeInit = { method: 'GET', headers: { a: 'b' }, redirect: 'manual' }

  function provider(tokens: (string | Error)[]) {
    const asked: string[] = []
    const give = (question: string) => async (): Promise<AccessToken> => {
      asked.push(question)
      const token = tokens.shift() ?? new Error('fake: one too many')
      if (token instanceof Error) throw token
      return new AccessToken(token)
    }
    const recover: TokenProvider['recover'] = (rejected, step) =>
      give(`${step} ${rejected.reveal()}`)()
    return { asked, tokens: { getAccessToken: give('get'), recover } satisfies TokenProvider }
  }

  test('asks by steps, with the token that was refused', async () => {
    const { asked, tokens } = provider(['fake-1', 'fake-2', 'fake-3'])
    const sent: Record<string, string>[] = []
    const exchange = authorize(tokens)(async (_url, { headers }) => {
      sent.push(headers)
      return new Response('fake', { status: 401 })
    })
    expect((await exchange('u', init)).status).toBe(401)
    expect(asked).toEqual(['get', 'reload fake-1', 'refresh fake-2'])
    expect(sent).toEqual(
      ['fake-1', 'fake-2', 'fake-3'].map((token) => ({ a: 'b', authorization: `Bearer ${token}` })),
    )
  })

  test('gives any other answer untouched, its body not read', async () => {
    const { asked, tokens } = provider(['fake-1'])
    const answer = new Response('fake', { status: 403 })
    expect(await authorize(tokens)(async () => answer)('u', init)).toBe(answer)
    expect([answer.bodyUsed, asked]).toEqual([false, ['get']])
  })

  test('lets a failure to renew be the failure', async () => {
    const failure = new RefreshError('REFRESH_REJECTED', 'fake')
    const { tokens } = provider(['fake-1', failure])
    const exchange = authorize(tokens)(async () => new Response('', { status: 401 }))
    expect(await rejectionOf(exchange('u', init))).toBe(failure)
  })
})
