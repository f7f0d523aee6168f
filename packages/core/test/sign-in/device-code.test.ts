import type { Fault } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import { signInWithDeviceCode, type DeviceCodeSignInOptions } from '../../src/index.ts'
import { expectNothingUnhandled } from '../support/failures.ts'
import { createWorld, now, type World } from './world.ts'

expectNothingUnhandled()

/** A clock that only the waits move. */
function signIn(world: World, more: DeviceCodeSignInOptions = {}) {
  const waits: number[] = []
  let elapsedMs = 0
  const result = signInWithDeviceCode({
    ...world.options,
    onProgress: world.onProgress,
    now: () => new Date(now.getTime() + elapsedMs),
    delay: async (ms) => {
      waits.push(ms)
      elapsedMs += ms
    },
    ...more,
  })
  return { result, waits }
}

/** The authority's answer to the start, whatever it is. */
function start(body: Record<string, unknown>): Fault {
  return { kind: 'answer', on: 'device', status: 200, body }
}

function poll(status: number, body: Record<string, unknown> | string): Fault {
  return { kind: 'answer', on: 'device', after: 1, status, body }
}

test('from a cold home: shows a code, waits, and keeps the login', async () => {
  const world = await createWorld()
  world.simulator.authority.deviceSettings = { intervalSeconds: 7, pendingPolls: 3 }
  world.simulator.authority.signsInAs = { accountId: 'account-new' }
  const { result, waits } = signIn(world)
  await expect(result).resolves.toMatchObject({
    location: world.authFile,
    authMode: 'chatgpt',
    account: { accountId: 'account-new' },
  })
  expect(waits).toEqual([7_000, 7_000, 7_000, 7_000])
  expect(world.progress).toEqual([
    {
      type: 'deviceCode',
      verificationUrl: `${world.simulator.url}/codex/device`,
      userCode: expect.stringMatching(/^FAKE-/),
      expiresAt: new Date(now.getTime() + 15 * 60_000),
    },
    { type: 'authorized' },
  ])
  expect(await world.read()).toMatchObject({
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      account_id: 'account-new',
      oauth_provenance: { issuer: world.simulator.url },
      login_owner_id: expect.stringMatching(/^[\w-]{43}$/),
    },
  })
  const [started, ...polls] = world.simulator.requests.to('device')
  expect(started?.body).toEqual({ client_id: 'app_EMoamEEZ73f0CkXaXp7hrann' })
  expect(Object.keys(polls[0]?.body as object)).toEqual(['device_auth_id', 'user_code'])
  expect(started?.headers['originator']).toBe('via-codex')
  expect(world.simulator.requests.last('token').body).toMatchObject({
    redirect_uri: `${world.simulator.url}/deviceauth/callback`,
    code_verifier: expect.stringMatching(/^fake-verifier-/),
  })
})

describe('the interval', () => {
  const base = { device_auth_id: 'fake-device', user_code: 'FAKE-12345' }
  test.each<[string, object, number]>([
    ['a number', { interval: 3 }, 3_000],
    ['text', { interval: '4' }, 4_000],
    ['half seconds', { interval: 1.5 }, 1_500],
    ['absent', {}, 5_000],
    ['null', { interval: null }, 5_000],
    ['nonsense', { interval: 'soon' }, 5_000],
    ['zero', { interval: 0 }, 1_000],
    ['negative', { interval: '-1' }, 1_000],
    ['endless', { interval: 1e9 }, 60_000],
  ])('%s', async (_, body, expected) => {
    const world = await createWorld('cold', { faults: [start({ ...base, ...body })] })
    const { result, waits } = signIn(world)
    await expect(result).rejects.toMatchObject({ code: 'SIGN_IN_FAILED', status: 400 })
    expect(waits).toEqual([expected])
  })
})

test('the code may come under its other name', async () => {
  const body = { device_auth_id: 'fake-device', usercode: 'FAKE-OTHER' }
  const world = await createWorld('cold', { faults: [start(body)] })
  await expect(signIn(world).result).rejects.toMatchObject({ status: 400 })
  expect(world.progress).toMatchObject([{ userCode: 'FAKE-OTHER' }])
})

test.each<[string, Fault, object]>([
  [
    'not enabled',
    { kind: 'not-found', on: 'device' },
    {
      status: 404,
      message: expect.stringContaining('not enabled'),
      hint: expect.stringContaining('browser'),
    },
  ],
  ['a server error', { kind: 'server-error', on: 'device' }, { status: 500 }],
  [
    'Cloudflare',
    { kind: 'cloudflare', on: 'device' },
    { status: 403, message: expect.stringContaining('Cloudflare') },
  ],
  ['no JSON', { kind: 'not-json', on: 'device' }, { status: 200 }],
  ['no code', start({ device_auth_id: 'fake-device' }), { status: 200 }],
  ['no id', start({ user_code: 'FAKE-12345' }), { status: 200 }],
  [
    'a code that would play tricks on a terminal',
    start({ device_auth_id: 'fake-device', user_code: '\u001B[2J' }),
    { status: 200 },
  ],
])('at the start, %s fails', async (_, fault, expected) => {
  const world = await createWorld('cold', { faults: [fault] })
  await expect(signIn(world).result).rejects.toMatchObject({
    code: 'SIGN_IN_FAILED',
    step: 'deviceCode',
    hint: expect.any(String),
    ...expected,
  })
  expect(world.progress).toEqual([])
  await expect(world.snapshot()).resolves.toEqual({})
})

describe('while waiting', () => {
  test.each<[string, Fault, readonly number[]]>([
    ['403', poll(403, ''), [1_000, 1_000, 1_000]],
    ['404', poll(404, { detail: 'Not Found' }), [1_000, 1_000, 1_000]],
    [
      '400 with a pending code',
      poll(400, { error: { code: 'deviceauth_authorization_pending' } }),
      [1_000, 1_000, 1_000],
    ],
    [
      '400 with authorization_pending',
      poll(400, { error: 'authorization_pending' }),
      [1_000, 1_000, 1_000],
    ],
    ['slow_down', poll(429, { error: 'slow_down' }), [1_000, 6_000, 6_000]],
    ['a lost connection', { kind: 'drop', on: 'device', after: 1 }, [1_000, 1_000, 1_000]],
  ])('%s is no end', async (_, fault, expected) => {
    const world = await createWorld('cold', { faults: [fault] })
    const { result, waits } = signIn(world)
    await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
    expect(waits).toEqual(expected)
  })

  test.each<[string, Fault, object]>([
    ['a refusal', poll(403, { error: 'access_denied' }), { message: 'The sign-in was declined.' }],
    ['an expired code', poll(400, { error: 'expired_token' }), { status: 400 }],
    ['a server error', poll(500, ''), { status: 500 }],
    [
      'another 400',
      poll(400, { error: 'invalid_request' }),
      { message: expect.stringContaining('invalid_request') },
    ],
    ['an approval without a code', poll(200, { code_verifier: 'fake' }), { status: 200 }],
    [
      'Cloudflare',
      { kind: 'cloudflare', on: 'device', after: 1 },
      { message: expect.stringContaining('Cloudflare') },
    ],
  ])('%s is the end', async (_, fault, expected) => {
    const world = await createWorld('warm', { faults: [fault] })
    const before = await world.snapshot()
    await expect(signIn(world).result).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'deviceCode',
      hint: expect.any(String),
      ...expected,
    })
    await expect(world.snapshot()).resolves.toEqual(before)
  })

  test('a connection that stays away is the end', async () => {
    const world = await createWorld('cold', {
      faults: [{ kind: 'drop', on: 'device', after: 1, times: Infinity }],
    })
    const { result, waits } = signIn(world)
    await expect(result).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(waits).toHaveLength(4)
  })

  test('nobody comes for 15 minutes', async () => {
    const world = await createWorld()
    world.simulator.authority.deviceSettings = { intervalSeconds: 60, pendingPolls: Infinity }
    const { result, waits } = signIn(world)
    await expect(result).rejects.toMatchObject({
      code: 'SIGN_IN_TIMED_OUT',
      step: 'deviceCode',
      message: expect.stringContaining('15 minutes'),
    })
    expect(waits).toHaveLength(15)
    await expect(world.snapshot()).resolves.toEqual({})
  })
})

test('the workspace is checked', async () => {
  const world = await createWorld()
  world.simulator.authority.signsInAs = { accountId: 'account-other' }
  const { result } = signIn(world, { workspaceIds: ['account-ours'] })
  await expect(result).rejects.toMatchObject({ code: 'SIGN_IN_FAILED', step: 'workspace' })
  await expect(world.snapshot()).resolves.toEqual({})
})

test.each([
  [{ timeoutMs: Number.NaN }, 'timeoutMs'],
  [{ delay: 5 as never }, 'delay'],
  [{ workspaceIds: [''] }, 'workspaceIds'],
])('a wrong option is a TypeError at once: %o', (options, name) => {
  expect(() => void signInWithDeviceCode(options)).toThrow(name)
})
