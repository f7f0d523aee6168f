import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { JsonObject, Simulator } from '../../src/index.ts'
import { eventsOf, textOf, user } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

const VERIFIER = 'fake-verifier-'.padEnd(43, 'v')
const REDIRECT = 'http://127.0.0.1:40123/auth/callback'
const RESOURCE = 'https://api.openai.com/v1'
const FIRST = {
  client_id: 'dynamic_agent_client',
  agent_name_hint: 'Fake App',
  ext_agent_host_id: 'urn:uuid:0b8f5a52-65a3-4d0e-9d3c-0123456789ab',
  response_type: 'code',
  redirect_uri: REDIRECT,
  scope: 'openid profile email offline_access resource.invoke chatgpt.tokens.use.direct',
  resource: RESOURCE,
  state: 'fake-state',
  nonce: 'fake-nonce',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
}
const { agent_name_hint: _, ...RETURNING } = FIRST

function authorize(simulator: Simulator, query: Record<string, string> = FIRST) {
  const search = new URLSearchParams(query)
  return fetch(`${simulator.url}/api/accounts/authorize?${search.toString()}`, {
    redirect: 'manual',
  })
}

async function callback(simulator: Simulator, query: Record<string, string> = FIRST) {
  const response = await authorize(simulator, query)
  return new URL(response.headers.get('location') ?? '').searchParams
}

function post(simulator: Simulator, path: string, form: Record<string, string>) {
  return fetch(`${simulator.url}/api/accounts/oauth/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
}

async function json(response: Response): Promise<JsonObject> {
  return (await response.json()) as JsonObject
}

function exchangeForm(back: URLSearchParams, clientId = back.get('client_id') ?? '') {
  return {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: back.get('code') ?? '',
    code_verifier: VERIFIER,
    redirect_uri: REDIRECT,
    resource: RESOURCE,
  }
}

function claimsOf(token: unknown): JsonObject {
  const [, payload = ''] = String(token).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject
}

async function isSigned(simulator: Simulator, token: string): Promise<boolean> {
  const { keys } = (await json(await fetch(`${simulator.url}/.well-known/jwks.json`))) as {
    keys: JsonWebKey[]
  }
  const [head, body, signature = ''] = token.split('.')
  const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' })
  const bytes = Buffer.from(`${head}.${body}`)
  return verify('sha256', bytes, key, Buffer.from(signature, 'base64url'))
}

describe('signing in', () => {
  test('for the first time: a client of its own, and tokens signed with a key that is shown', async () => {
    const simulator = await simulate()
    simulator.siwc.signsInAs = { email: 'grace@fake.example', subject: 'user-fake-grace' }
    const discovery = await json(await fetch(`${simulator.url}/.well-known/openid-configuration`))
    expect(discovery).toMatchObject({ issuer: simulator.url, jwks_uri: expect.any(String) })
    const back = await callback(simulator)
    expect(back.get('client_id')).toMatch(/^oaiapp_fake/u)
    expect(back.get('state')).toBe('fake-state')
    const response = await post(simulator, 'token', exchangeForm(back))
    const body = await json(response)
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: FIRST.scope,
      earliest_refresh_at: expect.any(Number),
    })
    const clientId = back.get('client_id')
    expect(claimsOf(body['id_token'])).toMatchObject({
      iss: simulator.url,
      aud: [clientId],
      nonce: 'fake-nonce',
      sub: 'user-fake-grace',
      email: 'grace@fake.example',
    })
    expect(claimsOf(body['access_token'])).not.toHaveProperty('chatgpt_account_id')
    expect(await isSigned(simulator, String(body['id_token']))).toBe(true)
    simulator.siwc.rotateKeys()
    expect(await isSigned(simulator, String(body['id_token']))).toBe(false)
    expect(simulator.siwc.registrations()).toEqual([
      {
        clientId,
        subject: 'user-fake-grace',
        email: 'grace@fake.example',
        agentName: 'Fake App',
        hostIds: [FIRST.ext_agent_host_id],
      },
    ])
    expect((await post(simulator, 'token', exchangeForm(back))).status).toBe(400)
  })

  test('again: with the client there is, which is not named again, on any port', async () => {
    const simulator = await simulate()
    const { clientId, idToken } = simulator.siwc.issue()
    const back = await callback(simulator, {
      ...RETURNING,
      client_id: clientId,
      redirect_uri: 'http://127.0.0.1:1/auth/callback',
      id_token_hint: idToken,
      login_hint: 'ada@fake.example',
    })
    expect(back.has('client_id')).toBe(false)
    const form = {
      ...exchangeForm(back, clientId),
      redirect_uri: 'http://127.0.0.1:1/auth/callback',
    }
    expect((await post(simulator, 'token', form)).status).toBe(200)
    expect(simulator.siwc.counts.registrations).toBe(1)
  })

  test.each([
    ['client_id', 'oaiapp_unknown'],
    ['response_type', 'token'],
    ['redirect_uri', 'http://localhost:40123/auth/callback'],
    ['redirect_uri', 'http://127.0.0.1:40123/callback'],
    ['resource', 'https://elsewhere.fake.example/v1'],
    ['scope', 'openid offline_access'],
    ['state', ''],
    ['nonce', ''],
    ['code_challenge', 'short'],
    ['code_challenge_method', 'plain'],
    ['ext_agent_host_id', 'my-laptop'],
    ['login_hint', 'ada@fake.example'],
    ['prompt', 'consent'],
    ['force_reconsent', 'true'],
  ])('is refused with %s=%s', async (name, value) => {
    const response = await authorize(await simulate(), { ...FIRST, [name]: value })
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ error: 'invalid_request' })
  })

  test('is refused without a name at first, and with one later', async () => {
    const simulator = await simulate()
    const { clientId } = simulator.siwc.issue()
    expect((await authorize(simulator, RETURNING)).status).toBe(400)
    expect((await authorize(simulator, { ...FIRST, client_id: clientId })).status).toBe(400)
  })

  test('may come back otherwise, as the faults say', async () => {
    const simulator = await simulate({
      faults: [
        { kind: 'access-denied' },
        { kind: 'omit-client-id', after: 1 },
        { kind: 'other-client-id', after: 2 },
        { kind: 'extra-issuer', after: 3 },
        { kind: 'plan-not-granted', after: 4 },
      ],
    })
    const denied = await callback(simulator)
    expect(denied.get('error')).toBe('access_denied')
    expect(denied.has('code')).toBe(false)
    expect((await callback(simulator)).has('client_id')).toBe(false)
    expect((await callback(simulator)).get('client_id')).toBe('oaiapp_fakeOther')
    expect((await callback(simulator)).get('iss')).toBe(simulator.url)
    const back = await callback(simulator)
    expect(back.get('scope')).toContain('chatgpt.tokens.use.direct')
    const body = await json(await post(simulator, 'token', exchangeForm(back)))
    expect(body['scope']).not.toContain('chatgpt.tokens.use.direct')
  })
})

describe('the token endpoint', () => {
  test.each([
    ['a wrong verifier', { code_verifier: 'wrong' }, 400, 'invalid_grant'],
    ['another address', { redirect_uri: 'http://127.0.0.1:1/auth/callback' }, 400, 'invalid_grant'],
    ['the name of no client', { client_id: 'dynamic_agent_client' }, 401, 'invalid_client'],
    ['another resource', { resource: 'https://fake.example' }, 400, 'invalid_target'],
    ['a scope', { scope: 'openid' }, 400, 'invalid_scope'],
    ['a secret', { client_secret: 'fake' }, 400, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_name, more, status, error) => {
    const simulator = await simulate()
    const back = await callback(simulator)
    const response = await post(simulator, 'token', { ...exchangeForm(back), ...more })
    expect(response.status).toBe(status)
    expect(await json(response)).toMatchObject({ error })
  })

  test('rotates, refuses what was used, expired and revoked, and goes by the client', async () => {
    const simulator = await simulate()
    const first = simulator.siwc.issue()
    const other = simulator.siwc.issue({ email: 'grace@fake.example' })
    const refresh = async (refreshToken: string, clientId = first.clientId) => {
      const response = await post(simulator, 'token', {
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: refreshToken,
        resource: RESOURCE,
      })
      const body = await json(response)
      return response.status === 200 ? body : `${response.status} ${String(body['error'])}`
    }
    const second = (await refresh(first.refreshToken)) as JsonObject
    expect(second).toMatchObject({ refresh_token: expect.stringMatching(/^rt-fake-siwc-/u) })
    expect(claimsOf(second['id_token'])).not.toHaveProperty('nonce')
    expect(await refresh(first.refreshToken)).toBe('401 refresh_token_reused')
    expect(await refresh(other.refreshToken)).toBe('401 invalid_grant')
    expect(await refresh('rt-fake-none')).toBe('401 invalid_refresh_token')
    simulator.siwc.expire(String(second['refresh_token']))
    expect(await refresh(String(second['refresh_token']))).toBe('401 refresh_token_expired')
    const revoked = await post(simulator, 'revoke', {
      token: other.refreshToken,
      token_type_hint: 'refresh_token',
      client_id: other.clientId,
    })
    expect([revoked.status, await revoked.text()]).toEqual([200, ''])
    expect(await refresh(other.refreshToken, other.clientId)).toBe('401 refresh_token_invalidated')
    expect(simulator.siwc.counts).toMatchObject({ refreshes: 1, rejections: 5, revocations: 1 })
  })

  test('spoils its answer as the faults say', async () => {
    const simulator = await simulate({
      faults: [
        { kind: 'id-token', claims: { aud: 'other', nonce: null } },
        { kind: 'id-token', signedBy: 'stranger' },
        { kind: 'id-token', signedBy: 'none' },
        { kind: 'omit-tokens', omit: ['scope', 'id_token'] },
        { kind: 'earliest-refresh-at', value: '2026-01-01T00:00:00Z', after: 4 },
      ],
    })
    const answer = async () =>
      json(await post(simulator, 'token', exchangeForm(await callback(simulator))))
    const claims = claimsOf((await answer())['id_token'])
    expect(claims['aud']).toBe('other')
    expect(claims).not.toHaveProperty('nonce')
    expect(await isSigned(simulator, String((await answer())['id_token']))).toBe(false)
    expect(String((await answer())['id_token'])).toMatch(/\.$/u)
    const bare = await answer()
    expect(bare).not.toHaveProperty('scope')
    expect(bare).not.toHaveProperty('id_token')
    expect((await answer())['earliest_refresh_at']).toBe('2026-01-01T00:00:00Z')
  })
})

function ask(simulator: Simulator, more: JsonObject = {}, bearer?: string, path = 'responses') {
  const accessToken = bearer ?? simulator.siwc.issue().accessToken
  return fetch(`${simulator.endpoints.api}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-5.5',
      input: [user('Hello')],
      stream: true,
      store: false,
      ...more,
    }),
  })
}

describe('the backend', () => {
  test('answers a token that may use the plan, without limits and without output at the end', async () => {
    const response = await ask(await simulate(), { instructions: 'Be short.' })
    expect(response.status).toBe(200)
    expect([...response.headers.keys()].filter((name) => name.startsWith('x-codex'))).toEqual([])
    const events = await eventsOf(response)
    expect(textOf(events)).not.toBe('')
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [] } })
  })

  const tool = { type: 'function', name: 'look', parameters: {}, strict: true }
  const namespace = { type: 'namespace', name: 'eyes', description: '', tools: [tool] }
  const call = { type: 'function_call', name: 'look', arguments: '{}', call_id: 'c1' }
  const output = { type: 'function_call_output', call_id: 'c1', output: 'seen' }
  test.each<[JsonObject, string | number]>([
    ...[
      'background',
      'conversation',
      'max_output_tokens',
      'max_tool_calls',
      'metadata',
      'moderation',
      'multi_agent',
      'previous_response_id',
      'prompt',
      'prompt_cache_options',
      'prompt_cache_retention',
      'safety_identifier',
      'temperature',
      'top_logprobs',
      'top_p',
      'truncation',
      'user',
    ].map((name): [JsonObject, string] => [{ [name]: 1 }, name]),
    [{ stream: false }, 'stream'],
    [{ store: true }, 'store'],
    [{ input: 'Hello' }, 422],
    [{ input: [{ role: 'system', content: 'x' }] }, 'input'],
    [{ input: [{ type: 'compaction_trigger' }] }, 'input'],
    [{ input: [{ type: 'configuration_update' }] }, 'input'],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, 404],
    [{ tools: [{ type: 'image_generation' }] }, 'tools'],
    [{ tools: [{ type: 'file_search' }] }, 'tools'],
    [{ tools: [{ type: 'tool_search' }] }, 'tools'],
    [{ tools: [namespace] }, 'tools'],
    [{ model: 'gpt-6-sol', tools: [tool] }, 'tools'],
    [{ input: [{ type: 'additional_tools', role: 'developer', tools: [tool] }] }, 'input'],
    [{ model: 'gpt-6-sol', tools: [namespace], input: [user('x'), call, output] }, 400],
    [{ model: 'gpt-none' }, 404],
  ])('refuses %j', async (more, expected) => {
    const response = await ask(await simulate(), more)
    const { error } = (await json(response)) as { error?: { code: string; param: string } }
    const isNamed = error?.code === 'subscription_sharing_unsupported_capability'
    expect(isNamed ? error.param : response.status).toBe(expected)
  })

  test.each<[JsonObject]>([
    [{ tools: [tool] }],
    [{ model: 'gpt-6-sol', tools: [namespace] }],
    [
      {
        model: 'gpt-6-sol',
        input: [{ type: 'additional_tools', role: 'developer', tools: [tool] }, user('x')],
      },
    ],
    [
      {
        model: 'gpt-6-sol',
        tools: [namespace],
        input: [user('x'), { ...call, namespace: 'eyes' }, output],
      },
    ],
    [{ tools: [{ type: 'web_search' }], service_tier: 'priority', prompt_cache_key: 'k' }],
  ])('takes %j', async (more) => {
    expect((await ask(await simulate(), more)).status).toBe(200)
  })

  test('knows who may', async () => {
    const simulator = await simulate()
    const ended = simulator.siwc.issue({ expiresInMs: -1 })
    expect((await ask(simulator, {}, ended.accessToken)).status).toBe(401)
    const withdrawn = simulator.siwc.issue()
    simulator.siwc.revoke(withdrawn.refreshToken)
    expect(await json(await ask(simulator, {}, withdrawn.accessToken))).toEqual({
      detail: expect.any(String),
    })
    const identityOnly = simulator.siwc.issue({ planGranted: false })
    expect(await json(await ask(simulator, {}, identityOnly.accessToken))).toMatchObject({
      error: { code: 'chatpass_v2_scope_not_authorized' },
    })
    const good = simulator.siwc.issue()
    expect(
      await json(await ask(simulator, {}, good.accessToken, 'chat/completions')),
    ).toMatchObject({ error: { code: 'subscription_sharing_route_not_supported' } })
    const codexPath = await fetch(`${simulator.endpoints.chatgpt}/codex/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${good.accessToken}` },
    })
    expect(codexPath.status).toBe(401)
  })

  test('lists the models by the version, in its own shape', async () => {
    const simulator = await simulate()
    const { accessToken } = simulator.siwc.issue()
    const list = async (query: string) => {
      const response = await fetch(`${simulator.endpoints.api}/models${query}`, {
        headers: { authorization: `Bearer ${accessToken}` },
      })
      return (await json(response)) as { models: { slug: string }[] }
    }
    const few = (await list('')).models.map(({ slug }) => slug)
    const more = (await list('?client_version=0.160.0')).models.map(({ slug }) => slug)
    expect(few).toContain('gpt-5.5')
    expect(few).not.toContain('gpt-6-sol')
    expect(more).toContain('gpt-6-sol')
  })

  test('refuses as the faults say', async () => {
    const simulator = await simulate({
      faults: [
        { kind: 'subscription-sharing' },
        {
          kind: 'subscription-sharing',
          code: 'subscription_sharing_user_unavailable',
          shape: 'detail',
        },
        { kind: 'validation-error' },
        { kind: 'routing-unavailable' },
        { kind: 'no-content-type' },
      ],
    })
    const limit = await ask(simulator)
    expect(limit.status).toBe(429)
    expect(limit.headers.get('retry-after')).toBe(null)
    expect(await json(await ask(simulator))).toMatchObject({
      detail: { code: 'subscription_sharing_user_unavailable' },
    })
    expect((await ask(simulator)).status).toBe(422)
    expect((await ask(simulator)).status).toBe(503)
    const bare = await ask(simulator)
    expect(bare.headers.get('content-type')).toBe(null)
    expect(textOf(await eventsOf(bare))).not.toBe('')
  })
})
