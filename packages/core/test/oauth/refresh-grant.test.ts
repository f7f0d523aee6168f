import { inspect } from 'node:util'
import { createCodexHome, startSimulator, type Fault, type Simulator } from '@via-codex/simulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RefreshError } from '../../src/errors/refresh-error.ts'
import { processRefreshResponse, requestRefresh } from '../../src/oauth/refresh-grant.ts'
import type { Exchange, ExchangeInit } from '../../src/transport/exchange.ts'
import { rejectionOf } from '../support/failures.ts'

const answer = (body: unknown, status = 200) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })

describe('the request', () => {
  test('is the one the Codex CLI sends, to the letter', async () => {
    const sent: [string, ExchangeInit][] = []
    const exchange: Exchange = async (...request) => {
      sent.push(request)
      return answer({})
    }
    await requestRefresh(exchange, {
      issuer: 'https://auth.fake.example',
      clientId: 'app_fake',
      refreshToken: 'rt-fake',
      reason: 'proactive_expiry',
    })
    expect(sent).toEqual([
      [
        'https://auth.fake.example/oauth/token',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: '*/*' },
          body: '{"client_id":"app_fake","grant_type":"refresh_token","refresh_reason":"proactive_expiry","refresh_token":"rt-fake"}',
          redirect: 'manual',
        },
      ],
    ])
  })
})

describe('an answer with tokens', () => {
  test.each<[unknown, number, object]>([
    [
      { access_token: 'a', refresh_token: 'r', id_token: 'i' },
      200,
      { accessToken: 'a', refreshToken: 'r', idToken: 'i' },
    ],
    [{ access_token: 'a' }, 201, { accessToken: 'a' }],
  ])('%j', async (body, status, expected) => {
    expect(await processRefreshResponse(answer(body, status))).toEqual(expected)
  })
})

/** Every shape a code may come in. */
const shapes: [string, (code: string) => object][] = [
  ['nested', (code) => ({ error: { code, message: 'fake' } })],
  ['text', (code) => ({ error: code, error_description: 'fake' })],
  ['top level', (code) => ({ code, message: 'fake' })],
]

describe.each(shapes)('a refusal, its code %s', (_about, shape) => {
  test.each([
    [401, 'refresh_token_expired', 'expired'],
    [401, 'Refresh_Token_Reused', 'reused'],
    [401, 'refresh_token_invalidated', 'revoked'],
    [400, 'invalid_grant', 'other'],
    [401, 'fake_code', 'other'],
  ])('%d %s is final: %s', async (status, code, reason) => {
    const error = await rejectionOf(processRefreshResponse(answer(shape(code), status)))
    expect(error).toBeInstanceOf(RefreshError)
    expect(error).toMatchObject({
      code: 'REFRESH_REJECTED',
      reason,
      status,
      isRetryable: false,
      hint: expect.any(String),
    })
  })

  test.each([
    [400, 'invalid_request'],
    [403, 'invalid_grant'],
    [429, 'rate_limited'],
    [500, 'server_error'],
  ])('%d %s may pass', async (status, code) => {
    const error = await rejectionOf(processRefreshResponse(answer(shape(code), status)))
    expect(error).toMatchObject({ code: 'REFRESH_UNAVAILABLE', status, isRetryable: true })
    expect(error).not.toHaveProperty('reason')
  })
})

test.each<[string, unknown, number]>([
  ['200 without tokens', { expires_in: 7 }, 200],
  ['200 with an error', { error: { code: 'refresh_token_reused' } }, 200],
  ['200 without a body', '', 200],
  ['200 with HTML', '<html>fake-secret</html>', 200],
  ['200 cut short', '{"access_token":"fake-secret', 200],
  ['403 with HTML', '<!DOCTYPE html><title>Just a moment...</title>fake-secret', 403],
  ['302', '', 302],
  ['500 without a body', '', 500],
  ['502 with HTML', '<html></html>', 502],
])('%s may pass, and is not quoted', async (_about, body, status) => {
  const error = await rejectionOf(processRefreshResponse(answer(body, status)))
  expect(error).toMatchObject({ code: 'REFRESH_UNAVAILABLE', status, isRetryable: true })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('fake-secret')
})

test('401 without a body is final', async () => {
  const error = await rejectionOf(processRefreshResponse(answer('', 401)))
  expect(error).toMatchObject({ code: 'REFRESH_REJECTED', reason: 'other' })
})

describe('against the authority', () => {
  let simulator: Simulator
  beforeEach(async () => {
    simulator = await startSimulator({ seed: 1 })
  })
  afterEach(() => simulator.close())

  const refresh = async (refreshToken: string) =>
    processRefreshResponse(
      await requestRefresh(fetch, {
        issuer: simulator.endpoints.auth,
        clientId: 'app_EMoamEEZ73f0CkXaXp7hrann',
        refreshToken,
        reason: 'unauthorized_recovery',
      }),
    )

  test('rotates', async () => {
    await using home = await createCodexHome(simulator)
    const tokens = await refresh(home.login!.refreshToken)
    expect(simulator.authority.isLive(tokens.refreshToken!)).toBe(true)
    expect(await rejectionOf(refresh(home.login!.refreshToken))).toMatchObject({ reason: 'reused' })
  })

  test.each<[Fault, object]>([
    [{ kind: 'refresh-token-expired' }, { reason: 'expired' }],
    [{ kind: 'refresh-token-invalidated' }, { reason: 'revoked' }],
    [{ kind: 'invalid-grant' }, { reason: 'other', status: 400 }],
    [{ kind: 'not-json' }, { code: 'REFRESH_UNAVAILABLE', status: 200 }],
    [{ kind: 'empty' }, { code: 'REFRESH_UNAVAILABLE', status: 200 }],
    [
      { kind: 'cloudflare', on: 'token' },
      { code: 'REFRESH_UNAVAILABLE', status: 403 },
    ],
    [
      { kind: 'server-error', on: 'token' },
      { code: 'REFRESH_UNAVAILABLE', status: 500 },
    ],
  ])('%j', async (fault, expected) => {
    simulator.faults.add(fault)
    const { refreshToken } = simulator.authority.issue()
    expect(await rejectionOf(refresh(refreshToken))).toMatchObject(expected)
  })
})
