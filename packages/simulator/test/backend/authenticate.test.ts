import { describe, expect, test } from 'vitest'
import { postResponses } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

describe('the bearer', () => {
  test.each([
    ['missing', { authorization: '' }],
    ['unknown', { authorization: 'Bearer fake-unknown' }],
    ['of another account', { 'chatgpt-account-id': 'someone-else' }],
  ])('%s: 401', async (_name, headers) => {
    expect((await postResponses(await simulate(), { headers })).status).toBe(401)
  })

  test('past its end: 401 token_expired, by the injected clock', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const simulator = await simulate({ now: () => now })
    const login = simulator.authority.issue({ expiresInMs: 1000 })
    expect((await postResponses(simulator, { login })).status).toBe(200)
    now = new Date('2026-01-01T00:00:01Z')
    const response = await postResponses(simulator, { login })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'token_expired' } })
  })

  test('expired or revoked by hand: 401', async () => {
    const simulator = await simulate()
    const [first, second] = [simulator.authority.issue(), simulator.authority.issue()]
    simulator.authority.expire(first.accessToken)
    simulator.authority.revoke(second.accessToken)
    expect((await postResponses(simulator, { login: first })).status).toBe(401)
    expect((await postResponses(simulator, { login: second })).status).toBe(401)
  })

  test('opaque: as good as any', async () => {
    const simulator = await simulate()
    const login = simulator.authority.issue({ opaqueAccessToken: true })
    expect(login.accessToken.split('.')).toHaveLength(1)
    expect((await postResponses(simulator, { login })).status).toBe(200)
  })

  test('of the government region or a bound workspace: needs its header', async () => {
    const simulator = await simulate()
    const fedramp = simulator.authority.issue({ fedramp: true })
    const bound = simulator.authority.issue({ residency: 'us' })
    const status = async (login: typeof bound, headers: Record<string, string>): Promise<number> =>
      (await postResponses(simulator, { login, headers })).status
    expect(await status(fedramp, {})).toBe(401)
    expect(await status(fedramp, { 'x-openai-fedramp': 'true' })).toBe(200)
    expect(await status(bound, {})).toBe(401)
    expect(await status(bound, { 'x-openai-internal-codex-residency': 'us' })).toBe(200)
  })
})

test('a platform key opens the platform only', async () => {
  const simulator = await simulate()
  const headers = {
    authorization: `Bearer ${simulator.authority.issueApiKey()}`,
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ model: 'gpt-5.5', input: 'Hello' })
  const post = { method: 'POST', headers, body }
  expect((await fetch(`${simulator.endpoints.api}/responses`, post)).status).toBe(200)
  const codex = await fetch(`${simulator.endpoints.chatgpt}/codex/responses`, post)
  expect(codex.status).toBe(401)
})
