import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCodexHome, startSimulator, textScenario, type Simulator } from '../src/index.ts'

let simulator: Simulator

beforeEach(async () => {
  simulator = await startSimulator({ paceMs: 0, seed: 1 })
})

afterEach(() => simulator.close())

test('answers a Codex request as an event stream with an empty final output', async () => {
  const home = await createCodexHome(simulator)
  simulator.scenario(textScenario('Hi.'))
  const response = await fetch(`${simulator.endpoints.chatgpt}/codex/responses`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${home.login?.accessToken}`,
      'content-type': 'application/json',
      'chatgpt-account-id': home.login?.accountId ?? '',
    },
    body: JSON.stringify({
      model: 'gpt-5.5',
      stream: true,
      store: false,
      instructions: 'Be short.',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
    }),
  })
  const text = await response.text()
  expect(response.status).toBe(200)
  expect(text).toContain('"type":"response.completed"')
  expect(text).toContain('"output":[]')
  await simulator.requests.last('responses').ended
  expect(simulator.requests.last('responses')).toMatchObject({ status: 200, aborted: false })
  await home.dispose()
})

test('rotates a refresh token once', async () => {
  const login = simulator.authority.issue()
  const refresh = (): Promise<Response> =>
    fetch(`${simulator.endpoints.auth}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
        grant_type: 'refresh_token',
        refresh_reason: 'proactive_expiry',
        refresh_token: login.refreshToken,
      }),
    })
  const first = await refresh()
  expect(first.status).toBe(200)
  const tokens = (await first.json()) as { refresh_token: string }
  await simulator.requests.last('token').ended
  expect(simulator.authority.isLive(tokens.refresh_token)).toBe(true)
  expect(simulator.authority.loggedOut()).toEqual([])
  const second = await refresh()
  expect(second.status).toBe(401)
  expect(await second.json()).toMatchObject({ error: { code: 'refresh_token_reused' } })
  expect(simulator.authority.counts).toMatchObject({ refreshes: 1, rejections: 1 })
})
