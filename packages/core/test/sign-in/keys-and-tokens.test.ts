import { mkdir } from 'node:fs/promises'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { signInWithAccessToken, signInWithApiKey } from '../../src/index.ts'
import { rejectionOf } from '../support/failures.ts'
import { createWorld } from './world.ts'

test('an API key becomes the login, and nobody is asked', async () => {
  const world = await createWorld()
  await expect(signInWithApiKey(' sk-fake-key\n', world.options)).resolves.toEqual({
    location: world.authFile,
    authMode: 'apikey',
    account: {},
  })
  await expect(world.read()).resolves.toEqual({
    auth_mode: 'apikey',
    OPENAI_API_KEY: 'sk-fake-key',
  })
  expect(world.simulator.requests.count()).toBe(0)
})

test('it takes the place of a ChatGPT login and keeps what is no login', async () => {
  const world = await createWorld('warm')
  await expect(signInWithApiKey('sk-fake-key', world.options)).resolves.toMatchObject({
    replaced: { authMode: 'chatgpt', account: { accountId: 'account-older' } },
  })
  await expect(world.read()).resolves.toEqual({
    auth_mode: 'apikey',
    OPENAI_API_KEY: 'sk-fake-key',
    zebra: { kept: true },
    alpha: 1,
  })
})

test('an access token becomes the login once its owner is known', async () => {
  const world = await createWorld('warm')
  const token = world.simulator.authority.issuePersonalAccessToken({ accountId: 'account-new' })
  await expect(signInWithAccessToken(`${token}\n`, world.options)).resolves.toMatchObject({
    authMode: 'personalAccessToken',
    account: { accountId: 'account-new', email: 'ada@fake.example', planType: 'plus' },
  })
  await expect(world.read()).resolves.toEqual({
    OPENAI_API_KEY: null,
    personal_access_token: token,
    zebra: { kept: true },
    alpha: 1,
  })
  expect(world.simulator.requests.last('whoami')).toMatchObject({
    bearer: token,
    headers: { originator: 'via-codex' },
  })
})

test.each([
  ['empty', ' \n'],
  ['two words', 'sk-fake one'],
  ['not ASCII', 'sk-fake-“quoted”'],
])('a key that is %s is refused without being shown', async (_, key) => {
  const world = await createWorld()
  for (const signIn of [signInWithApiKey, signInWithAccessToken]) {
    const error = await rejectionOf(signIn(key, world.options))
    expect(error).toMatchObject({ code: 'SIGN_IN_FAILED', step: 'token', hint: expect.any(String) })
    expect(inspect(error)).not.toContain('sk-fake')
  }
  await expect(world.snapshot()).resolves.toEqual({})
})

test.each([
  ['an API key', 'sk-fake-key', 'API key'],
  ['something else', 'fake.jwt.token', 'settings'],
])('%s is no access token', async (_, token, hint) => {
  const world = await createWorld()
  await expect(signInWithAccessToken(token, world.options)).rejects.toMatchObject({
    code: 'SIGN_IN_FAILED',
    step: 'token',
    hint: expect.stringContaining(hint),
  })
  expect(world.simulator.requests.count()).toBe(0)
})

test.each([
  ['a token nobody knows', [], 'SIGN_IN_FAILED', 401],
  ['no such place', [{ kind: 'not-found', on: 'whoami' }], 'SIGN_IN_FAILED', 404],
  ['an odd answer', [{ kind: 'not-json', on: 'whoami' }], 'SERVER_ERROR', 200],
  ['a failing authority', [{ kind: 'server-error', on: 'whoami' }], 'SERVER_ERROR', 500],
] as const)('%s changes nothing', async (_, faults, code, status) => {
  const world = await createWorld('warm', { faults: [...faults] })
  const before = await world.snapshot()
  const error = await rejectionOf(signInWithAccessToken('at-fake-unknown', world.options))
  expect(error).toMatchObject({ code, status, hint: expect.any(String) })
  expect(inspect(error)).not.toContain('at-fake-unknown')
  await expect(world.snapshot()).resolves.toEqual(before)
})

test('a place that cannot be read is told before the token is asked about', async () => {
  const world = await createWorld()
  await mkdir(world.authFile, { recursive: true })
  await expect(signInWithAccessToken('at-fake', world.options)).rejects.toMatchObject({
    code: 'CREDENTIAL_UNREADABLE',
  })
  expect(world.simulator.requests.count()).toBe(0)
})
