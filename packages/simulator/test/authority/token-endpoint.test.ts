import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Fault, JsonObject, Simulator } from '../../src/index.ts'
import { postRefresh } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

const CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann'

interface Tokens {
  id_token: string
  access_token: string
  refresh_token: string
}

function claimsOf(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JsonObject
}

async function codeOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { error?: { code?: string } | string; code?: string }
  return typeof body.error === 'object' ? body.error.code : (body.error ?? body.code)
}

describe('a refresh', () => {
  test('rotates: new tokens with the claims that matter', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T00:00:00Z') })
    const login = simulator.authority.issue({ accountId: 'account-1', email: 'a@fake.example' })
    const response = await postRefresh(simulator, login.refreshToken)
    expect(response.status).toBe(200)
    const tokens = (await response.json()) as Tokens
    expect(tokens.refresh_token).not.toBe(login.refreshToken)
    expect(claimsOf(tokens.access_token)).toMatchObject({
      iat: 1_767_225_600,
      exp: 1_767_225_600 + 864_000,
      'https://api.openai.com/auth': {
        chatgpt_account_id: 'account-1',
        chatgpt_account_is_fedramp: false,
        chatgpt_plan_type: 'plus',
      },
      'https://api.openai.com/profile': { email: 'a@fake.example' },
    })
    expect(claimsOf(tokens.id_token)).toMatchObject({ email: 'a@fake.example' })
    expect(simulator.authority.isLive(login.refreshToken)).toBe(false)
    expect(simulator.authority.isLive(tokens.refresh_token)).toBe(true)
  })

  test('with a used token is refused, and the login lives on', async () => {
    const simulator = await simulate()
    const login = simulator.authority.issue()
    const tokens = (await (await postRefresh(simulator, login.refreshToken)).json()) as Tokens
    const again = await postRefresh(simulator, login.refreshToken)
    expect(again.status).toBe(401)
    expect(await codeOf(again)).toBe('refresh_token_reused')
    expect((await postRefresh(simulator, tokens.refresh_token)).status).toBe(200)
    expect(simulator.authority.counts).toMatchObject({ refreshes: 2, rejections: 1 })
  })

  test('with a used token ends the login when told so', async () => {
    const simulator = await simulate({ refreshTokenReuse: 'revokeLogin' })
    const login = simulator.authority.issue()
    const tokens = (await (await postRefresh(simulator, login.refreshToken)).json()) as Tokens
    await postRefresh(simulator, login.refreshToken)
    expect(await codeOf(await postRefresh(simulator, tokens.refresh_token))).toBe(
      'refresh_token_invalidated',
    )
    expect(simulator.authority.loggedOut()).toEqual([login.accountId])
  })

  test.each(['expire', 'revoke'] as const)('after %s is refused', async (verb) => {
    const simulator = await simulate()
    const login = simulator.authority.issue()
    simulator.authority[verb](login.refreshToken)
    expect(await codeOf(await postRefresh(simulator, login.refreshToken))).toBe(
      verb === 'expire' ? 'refresh_token_expired' : 'refresh_token_invalidated',
    )
  })

  test.each<[string, JsonObject]>([
    ['a scope', { scope: 'openid' }],
    ['another client', { client_id: 'app_other' }],
    ['another grant', { grant_type: 'password' }],
  ])('with %s is a bad request', async (_name, more) => {
    const simulator = await simulate()
    const login = simulator.authority.issue()
    expect((await postRefresh(simulator, login.refreshToken, more)).status).toBe(400)
    expect(simulator.authority.isLive(login.refreshToken)).toBe(true)
  })

  test('of several at once succeeds for one', async () => {
    const simulator = await simulate()
    const login = simulator.authority.issue()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => postRefresh(simulator, login.refreshToken)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7)
  })
})

describe('a fault', () => {
  const refreshWith = async (fault: Fault): Promise<[Simulator, string, Response | undefined]> => {
    const simulator = await simulate()
    simulator.faults.add(fault)
    const { refreshToken } = simulator.authority.issue()
    const response = await postRefresh(simulator, refreshToken).catch(() => undefined)
    return [simulator, refreshToken, response]
  }

  test.each(['nested', 'string', 'topLevel'] as const)('speaks in shape %s', async (shape) => {
    const [, , response] = await refreshWith({ kind: 'refresh-token-expired', shape })
    expect(response?.status).toBe(401)
    expect(await codeOf(response as Response)).toBe('refresh_token_expired')
  })

  test('invalid-grant is 400', async () => {
    const [, , response] = await refreshWith({ kind: 'invalid-grant' })
    expect(response?.status).toBe(400)
    expect(await codeOf(response as Response)).toBe('invalid_grant')
  })

  test('omit-tokens leaves the refresh token out, and the old one good', async () => {
    const [simulator, refreshToken, response] = await refreshWith({ kind: 'omit-tokens' })
    expect(await response?.json()).not.toHaveProperty('refresh_token')
    expect(simulator.authority.isLive(refreshToken)).toBe(true)
  })

  test('other-account answers with the tokens of someone else', async () => {
    const [, , response] = await refreshWith({ kind: 'other-account', accountId: 'account-2' })
    const { access_token } = (await (response as Response).json()) as Tokens
    expect(claimsOf(access_token)).toMatchObject({
      'https://api.openai.com/auth': { chatgpt_account_id: 'account-2' },
    })
  })

  test('drop comes before rotating, drop-reply after', async () => {
    const [before, kept, first] = await refreshWith({ kind: 'drop', on: 'token' })
    expect(first).toBeUndefined()
    expect(before.authority.isLive(kept)).toBe(true)
    expect(before.authority.loggedOut()).toEqual([])
    const [after, lost, second] = await refreshWith({ kind: 'drop-reply' })
    expect(second).toBeUndefined()
    expect(after.authority.isLive(lost)).toBe(false)
    await after.requests.last('token').ended
    expect(after.authority.loggedOut()).toHaveLength(1)
  })

  test('delay-reply on success lets rejections overtake the winner', async () => {
    const simulator = await simulate()
    simulator.faults.add({ kind: 'delay-reply', ms: 60, only: 'success', times: Infinity })
    const { refreshToken } = simulator.authority.issue()
    const order: number[] = []
    await Promise.all(
      [1, 2].map(async () => order.push((await postRefresh(simulator, refreshToken)).status)),
    )
    expect(order).toEqual([401, 200])
  })

  test.each<[Fault, number, string]>([
    [{ kind: 'not-json' }, 200, 'this is no JSON'],
    [{ kind: 'empty' }, 200, ''],
    [{ kind: 'cloudflare', on: 'token' }, 403, 'Just a moment'],
    [{ kind: 'server-error', on: 'token' }, 500, 'server_error'],
    [{ kind: 'unauthorized', on: 'token' }, 401, 'Unauthorized'],
  ])('%o', async (fault, status, text) => {
    const [, , response] = await refreshWith(fault)
    expect(response?.status).toBe(status)
    expect(await response?.text()).toContain(text)
  })
})

describe('a code exchange', () => {
  const verifier = 'fake-verifier-'.padEnd(86, 'v')
  const redirectUri = 'http://127.0.0.1:1455/auth/callback'
  const exchange = async (
    simulator: Simulator,
    more: Record<string, string> = {},
  ): Promise<Response> => {
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
    const code = simulator.authority.issueCode({ codeChallenge, redirectUri, planType: 'pro' })
    return fetch(`${simulator.endpoints.auth}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...more,
      }),
    })
  }

  test('gives three tokens', async () => {
    const simulator = await simulate()
    const tokens = (await (await exchange(simulator)).json()) as Tokens
    expect(claimsOf(tokens.id_token)).toMatchObject({
      'https://api.openai.com/auth': { chatgpt_plan_type: 'pro' },
    })
    expect(simulator.authority.isLive(tokens.refresh_token)).toBe(true)
    expect(simulator.authority.counts.exchanges).toBe(1)
  })

  test.each([
    ['code', { code: 'fake-unknown' }],
    ['redirect_uri', { redirect_uri: 'http://127.0.0.1:1/auth/callback' }],
    ['verifier', { code_verifier: 'fake-other' }],
  ])('refuses a wrong %s', async (_name, more) => {
    const response = await exchange(await simulate(), more)
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('invalid_grant')
  })
})

test('a revoked token is dead', async () => {
  const simulator = await simulate()
  const { refreshToken } = simulator.authority.issue()
  const response = await fetch(`${simulator.endpoints.auth}/oauth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: refreshToken, token_type_hint: 'refresh_token' }),
  })
  expect(response.status).toBe(200)
  expect(simulator.authority.isLive(refreshToken)).toBe(false)
  expect(simulator.authority.counts.revocations).toBe(1)
})
