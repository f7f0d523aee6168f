import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import type { JsonObject, Simulator } from '../../src/index.ts'
import { loginHeaders } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

async function get(simulator: Simulator, path: string): Promise<JsonObject> {
  const login = simulator.authority.issue({ accountId: 'account-1', planType: 'pro' })
  const response = await fetch(`${simulator.url}${path}`, { headers: loginHeaders(login) })
  expect(response.status).toBe(200)
  return (await response.json()) as JsonObject
}

test('hides models that a client is too old for', async () => {
  const simulator = await simulate()
  const slugs = async (version: string): Promise<string[]> => {
    const { models } = await get(simulator, `/backend-api/codex/models?client_version=${version}`)
    return (models as { slug: string }[]).map(({ slug }) => slug)
  }
  expect(await slugs('0.169.0')).toHaveLength(12)
  expect(await slugs('0.124.0')).toEqual(['gpt-5.5', 'codex-auto-review'])
  expect(await slugs('1.0.0')).toContain('gpt-6-sol')
  simulator.faults.add({ kind: 'empty-models' })
  expect(await slugs('1.0.0')).toEqual([])
})

test('lists platform models in the platform tongue', async () => {
  const simulator = await simulate()
  const response = await fetch(`${simulator.endpoints.api}/models`, {
    headers: { authorization: `Bearer ${simulator.authority.issueApiKey()}` },
  })
  const { object, data } = (await response.json()) as { object: string; data: JsonObject[] }
  expect(object).toBe('list')
  expect(data[0]).toMatchObject({ id: 'gpt-6.1-sol', object: 'model' })
})

test('checks accounts with a list of one', async () => {
  const simulator = await simulate()
  const path = '/backend-api/wham/accounts/check'
  expect(await get(simulator, path)).toMatchObject({
    accounts: [
      {
        id: 'account-1',
        workspace_backend_origin: 'NO_CONSTRAINT',
        account_routing_override: 'NO_CONSTRAINT',
      },
    ],
    account_ordering: ['account-1'],
    default_account_id: 'account-1',
  })
  simulator.faults.add(
    { kind: 'backend-origin', origin: 'https://us.fake.example' },
    { kind: 'routing-override', override: 'us_cr' },
    { kind: 'accounts-map' },
    { kind: 'account-missing' },
  )
  expect(await get(simulator, path)).toMatchObject({
    accounts: [{ workspace_backend_origin: 'https://us.fake.example' }],
  })
  expect(await get(simulator, path)).toMatchObject({
    accounts: [{ account_routing_override: 'us_cr' }],
  })
  expect(await get(simulator, path)).toMatchObject({ accounts: { 'account-1': {} } })
  expect(await get(simulator, path)).toMatchObject({ accounts: [] })
})

test('tells the usage', async () => {
  const simulator = await simulate({ usedPercent: { primary: 100, secondary: 5 } })
  expect(await get(simulator, '/backend-api/wham/usage')).toMatchObject({
    plan_type: 'pro',
    account_id: 'account-1',
    rate_limit: {
      allowed: false,
      limit_reached: true,
      primary_window: { used_percent: 100, limit_window_seconds: 18_000 },
      secondary_window: { used_percent: 5, limit_window_seconds: 604_800 },
    },
  })
})

test('anything else is 404 as JSON, and any other WebSocket upgrade 426', async () => {
  const simulator = await simulate()
  const unknown = await fetch(`${simulator.url}/backend-api/unknown`)
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toEqual({ detail: 'Not Found' })
  const upgrade = httpRequest(`${simulator.endpoints.api}/responses`, {
    headers: { connection: 'upgrade', upgrade: 'websocket' },
  }).end()
  const [answer] = (await once(upgrade, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(426)
})

test('makes a picture', async () => {
  const simulator = await simulate()
  const response = await fetch(`${simulator.endpoints.chatgpt}/codex/images/generations`, {
    method: 'POST',
    headers: loginHeaders(simulator.authority.issue()),
    body: JSON.stringify({ prompt: 'A sunset', model: 'gpt-image-2', size: 'auto' }),
  })
  const { data } = (await response.json()) as { data: [{ b64_json: string }] }
  expect(Buffer.from(data[0].b64_json, 'base64').toString('latin1', 1, 4)).toBe('PNG')
})
