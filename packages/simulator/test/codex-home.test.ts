import { stat, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createCodexHome } from '../src/index.ts'
import { simulate } from './support/with-simulator.ts'

test('writes auth.json as Codex does', async () => {
  const simulator = await simulate()
  await using home = await createCodexHome(simulator, { email: 'grace@fake.example' })
  const text = await readFile(home.authFile, 'utf8')
  const document = await home.read()
  expect(text).toBe(JSON.stringify(document, undefined, 2))
  expect(document).toEqual({
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: home.login?.idToken,
      access_token: home.login?.accessToken,
      refresh_token: home.login?.refreshToken,
      account_id: home.login?.accountId,
      oauth_provenance: { issuer: simulator.url, client_id: 'app_EMoamEEZ73f0CkXaXp7hrann' },
      login_owner_id: expect.stringMatching(/^[\w-]{43}$/u) as unknown,
    },
    last_refresh: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/u) as unknown,
  })
  expect((await stat(home.path)).mode & 0o777).toBe(0o700)
  expect((await stat(home.authFile)).mode & 0o777).toBe(0o600)
})

test('can be expired, odd, incomplete, or a key', async () => {
  const simulator = await simulate()
  await using expired = await createCodexHome(simulator, { expired: true })
  expect(expired.login?.expiresAt.getTime()).toBeLessThan(Date.now())
  await using odd = await createCodexHome(simulator, {
    extra: { document: { future: 1 }, tokens: { future: 2 } },
    omit: ['last_refresh', 'tokens.account_id'],
  })
  const document = await odd.read()
  expect(document).toMatchObject({ future: 1, tokens: { future: 2 } })
  expect(document).not.toHaveProperty('last_refresh')
  expect(document).not.toHaveProperty('tokens.account_id')
  await using key = await createCodexHome(simulator, { authMode: 'apikey' })
  expect(await key.read()).toEqual({ auth_mode: 'apikey', OPENAI_API_KEY: key.apiKey })
})

test('leaves nothing behind', async () => {
  const home = await createCodexHome(await simulate())
  await home.dispose()
  await expect(stat(home.path)).rejects.toThrow('ENOENT')
})
