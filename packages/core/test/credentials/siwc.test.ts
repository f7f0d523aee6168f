import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { Fault } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import { createSiwcWorld, type SiwcWorld } from '../sign-in/siwc/siwc-world.ts'

expectNothingUnhandled()

const minute = 60_000
const request = { model: 'gpt-5.5', input: 'Hello!' }

async function signedIn(faults: Fault[] = []): Promise<SiwcWorld> {
  const world = await createSiwcWorld()
  await world.signIn()
  world.simulator.faults.add(...faults)
  return world
}

function storedFile(world: SiwcWorld): string {
  const [registration] = world.simulator.siwc.registrations()
  return `${world.directory}/registrations/${registration?.clientId}.json`
}

describe('the token is renewed', () => {
  test('by the book: near its end, and not before the authority wants', async () => {
    const world = await signedIn()
    const client = world.client()
    for (const [advanceMs, refreshes] of [
      [50 * minute, 0],
      [5 * minute, 1],
      [54 * minute, 1],
      [minute, 2],
    ] as const) {
      world.advance(advanceMs)
      await client.responses.create(request)
      expect(world.simulator.siwc.counts.refreshes).toBe(refreshes)
    }
    const { body, headers } = world.simulator.requests.last('token')
    const [registration] = world.simulator.siwc.registrations()
    expect(body).toEqual({
      grant_type: 'refresh_token',
      client_id: registration?.clientId,
      refresh_token: expect.stringMatching(/^rt-fake-siwc-/),
      resource: 'https://api.openai.com/v1',
    })
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  test.each<[string, unknown, number]>([
    ['seconds', Date.parse('2026-11-22T12:58:30Z') / 1000, 0],
    ['an ISO date', '2026-11-22T12:58:30Z', 0],
    ['what nobody can read', 'some day', 1],
    ['nothing', null, 1],
  ])('earliest_refresh_at as %s', async (_name, value, refreshes) => {
    const world = await createSiwcWorld({ faults: [{ kind: 'earliest-refresh-at', value }] })
    await world.signIn()
    world.advance(57 * minute)
    await world.client().responses.create(request)
    expect(world.simulator.siwc.counts.refreshes).toBe(refreshes)
    // A token at its end is renewed whatever was wished.
    world.advance(2.5 * minute)
    await world.client().responses.create(request)
    expect(world.simulator.siwc.counts.refreshes).toBe(1)
  })

  test('what an answer leaves out stays as it was', async () => {
    const world = await signedIn([{ kind: 'omit-tokens', omit: ['scope', 'id_token'] }])
    world.advance(2 * 60 * minute)
    await world.client().responses.create(request)
    await world.client().responses.create(request)
    expect(world.simulator.siwc.counts).toMatchObject({ refreshes: 1, rejections: 0 })
  })

  test('an abort ends the waiting, and not the refresh', async () => {
    const world = await signedIn([{ kind: 'delay-reply', on: 'token', ms: 80 }])
    world.advance(2 * 60 * minute)
    const client = world.client()
    const controller = new AbortController()
    const asked = world.simulator.requests.arrival('token', 2)
    const failure = rejectionOf(client.responses.create(request, { signal: controller.signal }))
    await asked
    const reason = new Error('changed my mind')
    controller.abort(reason)
    await expect(failure).resolves.toBe(reason)
    await client.close()
    await world.client().responses.create(request)
    expect(world.simulator.siwc.counts).toMatchObject({ refreshes: 1, rejections: 0 })
  })

  test('is kept before it is used, and not used before it is known whose it is', async () => {
    const outage: Fault = { kind: 'unavailable', on: 'jwks', times: 5 }
    const world = await signedIn([outage])
    world.advance(2 * 60 * minute)
    const failure = rejectionOf(
      world.client({ retry: { maxAttempts: 1 } }).responses.create(request),
    )
    await expect(failure).resolves.toMatchObject({ code: 'REFRESH_UNAVAILABLE', isRetryable: true })
    expect(world.simulator.siwc.counts.refreshes).toBe(1)
    expect(world.simulator.requests.count('responses')).toBe(0)
    // Much later: judged as of the moment it came, and not asked for again.
    world.simulator.faults.clear('jwks')
    world.advance(30 * minute)
    await world.client().responses.create(request)
    expect(world.simulator.siwc.counts).toMatchObject({ refreshes: 1, rejections: 0 })
  })

  test.each<[string, Fault[]]>([
    ['503', [{ kind: 'unavailable', on: 'token' }]],
    ['a reset', [{ kind: 'drop', on: 'token' }]],
    ['HTML', [{ kind: 'cloudflare', on: 'token' }]],
    ['a bare 401', [{ kind: 'unauthorized', on: 'token' }]],
  ])('%s is no final word: everything stays, and the next try succeeds', async (_name, faults) => {
    const world = await signedIn(faults)
    world.advance(2 * 60 * minute)
    await world.client().responses.create(request)
    expect(world.simulator.siwc.counts).toMatchObject({ refreshes: 1, rejections: 0 })
  })

  test('invalid_client is an error of configuration, and clears nothing', async () => {
    const world = await signedIn([
      { kind: 'answer', on: 'token', status: 401, body: { error: 'invalid_client' } },
    ])
    const before = await world.files()
    world.advance(2 * 60 * minute)
    await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
      code: 'REFRESH_UNAVAILABLE',
      isRetryable: false,
    })
    await expect(world.files()).resolves.toEqual(before)
  })
})

describe('the sign-in has ended', () => {
  const refusal = (code: string, status: number): Fault => ({
    kind: 'answer',
    on: 'token',
    status,
    body: status === 400 ? { error: code } : { error: { code, message: 'fake' } },
  })
  test.each([
    ['invalid_grant', 'other'],
    ['invalid_refresh_token', 'other'],
    ['token_expired', 'expired'],
    ['refresh_token_expired', 'expired'],
    ['refresh_token_invalidated', 'revoked'],
  ])('%s: the tokens go, the name stays', async (code, reason) => {
    for (const status of [400, 401]) {
      const world = await signedIn([refusal(code, status)])
      world.advance(2 * 60 * minute)
      const client = world.client()
      await expect(rejectionOf(client.responses.create(request))).resolves.toMatchObject({
        code: 'REFRESH_REJECTED',
        reason,
        hint: expect.stringContaining('login --chatgpt'),
      })
      world.advance(2_000)
      await expect(rejectionOf(client.responses.create(request))).resolves.toMatchObject({
        code: 'CREDENTIAL_NOT_FOUND',
      })
      const files = Object.values(await world.files()).join()
      expect(files).toContain('signInNeeded')
      expect(files).not.toContain('sealed')
      await expect(world.signIn()).resolves.toMatchObject({ isNew: false })
      await client.responses.create(request)
    }
  })

  test('but not when somebody else has renewed it meanwhile', async () => {
    const world = await signedIn()
    world.advance(2 * 60 * minute)
    const file = storedFile(world)
    const before = await readFile(file, 'utf8')
    await world.client().responses.create(request)
    const after = await readFile(file, 'utf8')
    await writeFile(file, before)
    // The old token is used again and refused; the new file arrives while we look.
    const done = world.simulator.requests.arrival('token', 3).then(async ({ ended }) => {
      await ended
      await writeFile(`${file}.new`, after)
      await rename(`${file}.new`, file)
    })
    await world.client().responses.create(request)
    await done
    expect(world.simulator.siwc.counts).toMatchObject({ refreshes: 1, rejections: 1 })
  })

  test.each<[string, Fault, string]>([
    ['somebody else', { kind: 'id-token', claims: { sub: 'user-fake-other' } }, 'accountChanged'],
    ['another key', { kind: 'id-token', signedBy: 'stranger' }, 'other'],
  ])('tokens of %s are never used', async (_name, fault, reason) => {
    const world = await signedIn([fault])
    world.advance(2 * 60 * minute)
    await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
      code: 'REFRESH_REJECTED',
      reason,
    })
    expect(world.simulator.requests.count('responses')).toBe(0)
    expect(Object.values(await world.files()).join()).not.toContain('sealed')
  })

  test('the plan is withdrawn: no request goes out', async () => {
    const world = await signedIn([{ kind: 'plan-not-granted', on: 'token' }])
    world.advance(2 * 60 * minute)
    await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
      code: 'CREDENTIAL_WRONG_MODE',
    })
    expect(world.simulator.requests.count('responses')).toBe(0)
  })
})

describe('what is kept', () => {
  test('cannot be opened without its key, and is not touched then', async () => {
    const world = await signedIn()
    const before = await world.files()
    for (const [name, value] of new Map(world.keyring.entries)) {
      world.keyring.entries.delete(name)
      await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
        code: 'CREDENTIAL_UNREADABLE',
      })
      const { generateX25519Identity } = await import('age-encryption')
      world.keyring.entries.set(name, await generateX25519Identity())
      await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
        code: 'CREDENTIAL_UNREADABLE',
      })
      world.keyring.entries.set(name, value)
    }
    await expect(world.files()).resolves.toEqual(before)
    await world.client().responses.create(request)
  })

  test('is not what we know', async () => {
    const world = await signedIn()
    await writeFile(storedFile(world), '{"version":2}')
    await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
    })
    await rm(storedFile(world))
    await expect(rejectionOf(world.client().responses.create(request))).resolves.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    })
  })

  test('is of another authority: none of ours', async () => {
    const world = await signedIn()
    const endpoints = { ...world.simulator.endpoints, auth: 'https://auth.fake.example' }
    await expect(
      rejectionOf(world.client({ endpoints }).responses.create(request)),
    ).resolves.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' })
  })

  test('is never mixed with another credential', async () => {
    const world = await createSiwcWorld()
    const env = { CODEX_API_KEY: 'sk-fake-unused', CODEX_ACCESS_TOKEN: 'at-fake-unused' }
    await expect(
      rejectionOf(world.client({ env }).responses.create(request)),
    ).resolves.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' })
    expect(world.simulator.requests.all()).toEqual([])
    expect(() => world.client({ refresh: 'delegate' })).toThrow(TypeError)
  })
})
