import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { JsonObject, Simulator } from '../../src/index.ts'
import { simulate } from '../support/with-simulator.ts'

const CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann'
const VERIFIER = 'fake-verifier-'.padEnd(86, 'v')

function authorize(simulator: Simulator, more: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: 'http://127.0.0.1:1455/auth/callback',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'fake-state',
    scope: 'openid profile email offline_access',
    ...more,
  })
  return fetch(`${simulator.endpoints.auth}/oauth/authorize?${query.toString()}`, {
    redirect: 'manual',
  })
}

function callbackOf(response: Response): URL {
  return new URL(response.headers.get('location') ?? '')
}

describe('the browser', () => {
  test('comes back with a code that can be exchanged', async () => {
    const simulator = await simulate()
    simulator.authority.signsInAs = { email: 'grace@fake.example' }
    const callback = callbackOf(await authorize(simulator))
    expect(callback.origin + callback.pathname).toBe('http://127.0.0.1:1455/auth/callback')
    expect(callback.searchParams.get('state')).toBe('fake-state')
    const response = await fetch(`${simulator.endpoints.auth}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: 'http://127.0.0.1:1455/auth/callback',
        code_verifier: VERIFIER,
      }),
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('refresh_token')
  })

  test('may come back refused, or with a wrong state', async () => {
    const simulator = await simulate({
      faults: [{ kind: 'access-denied' }, { kind: 'wrong-state' }],
    })
    const refused = callbackOf(await authorize(simulator)).searchParams
    expect(refused.get('error')).toBe('access_denied')
    const wrong = callbackOf(await authorize(simulator)).searchParams
    expect(wrong.get('state')).not.toBe('fake-state')
  })

  test.each([
    ['response_type', 'token'],
    ['client_id', 'app_other'],
    ['redirect_uri', 'https://elsewhere.fake.example/auth/callback'],
    ['code_challenge_method', 'plain'],
    ['code_challenge', 'short'],
    ['state', ''],
    ['scope', 'openid'],
  ])('is refused with a wrong %s', async (name, value) => {
    expect((await authorize(await simulate(), { [name]: value })).status).toBe(400)
  })
})

test('a device is pending, then approved once', async () => {
  const simulator = await simulate()
  simulator.authority.deviceSettings = { intervalSeconds: 0, pendingPolls: 2 }
  const post = (path: string, body: JsonObject): Promise<Response> =>
    fetch(`${simulator.endpoints.auth}/api/accounts/deviceauth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const started = (await (await post('usercode', { client_id: CLIENT_ID })).json()) as JsonObject
  expect(started).toMatchObject({ interval: '0' })
  const poll = (): Promise<Response> =>
    post('token', { device_auth_id: started['device_auth_id'], user_code: started['user_code'] })
  expect((await poll()).status).toBe(403)
  expect((await poll()).status).toBe(403)
  const approved = (await (await poll()).json()) as Record<string, string>
  expect((await poll()).status).toBe(400)
  const response = await fetch(`${simulator.endpoints.auth}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      code: approved['authorization_code'] ?? '',
      redirect_uri: `${simulator.endpoints.auth}/deviceauth/callback`,
      code_verifier: approved['code_verifier'] ?? '',
    }),
  })
  expect(response.status).toBe(200)
})

test('a personal access token says whose it is, until it is revoked', async () => {
  const simulator = await simulate()
  const token = simulator.authority.issuePersonalAccessToken({
    accountId: 'account-fake',
    email: 'grace@fake.example',
    planType: 'pro',
  })
  expect(token).toMatch(/^at-fake-/u)
  const whoami = (bearer: string): Promise<Response> =>
    fetch(`${simulator.endpoints.auth}/api/accounts/v1/user-auth-credential/whoami`, {
      headers: { authorization: `Bearer ${bearer}` },
    })
  expect(await (await whoami(token)).json()).toMatchObject({
    email: 'grace@fake.example',
    chatgpt_account_id: 'account-fake',
    chatgpt_plan_type: 'pro',
  })
  expect((await whoami(simulator.authority.issue().accessToken)).status).toBe(401)
  simulator.authority.revoke(token)
  expect((await whoami(token)).status).toBe(401)
  expect(simulator.requests.count('whoami')).toBe(3)
})
