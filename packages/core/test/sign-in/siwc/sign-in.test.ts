import { request } from 'node:http'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import {
  listSiwcAccounts,
  noteSiwcNotice,
  selectSiwcAccount,
  signInWithSiwc,
  signOutOfSiwc,
  siwc,
} from '../../../src/index.ts'
import { expectNothingUnhandled, rejectionOf } from '../../support/failures.ts'
import { browse, challengeOf, listeningPorts } from '../world.ts'
import { createSiwcWorld } from './siwc-world.ts'

expectNothingUnhandled()

const scopes = 'openid profile email offline_access resource.invoke chatgpt.tokens.use.direct'

describe('the first sign-in', () => {
  test('makes the app known under its own name, and keeps what came sealed', async () => {
    const world = await createSiwcWorld()
    world.simulator.siwc.signsInAs = { email: 'grace@fake.example', subject: 'user-fake-grace' }
    const result = await world.signIn()
    const [registration] = world.simulator.siwc.registrations()
    expect(result).toEqual({
      location: join(world.directory, 'registrations', `${registration?.clientId}.json`),
      clientId: registration?.clientId,
      email: 'grace@fake.example',
      agentName: 'My App',
      planGranted: true,
      status: 'ready',
      isSelected: true,
      isNew: true,
    })
    expect(registration).toMatchObject({
      agentName: 'My App',
      hostIds: [expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/)],
    })
    const files = Object.values(await world.files()).join('\n')
    // As a token begins: three letters of it can stand in what is sealed by chance.
    expect(files).not.toMatch(/rt-fake|eyJhbGci/)
    expect((await stat(result.location)).mode & 0o777).toBe(0o600)
    expect((await stat(world.directory)).mode & 0o777).toBe(0o700)
    const client = world.client()
    const response = await client.responses.create({ model: 'gpt-5.5', input: 'Hello!' })
    expect(response.output_text).not.toBe('')
    await expect(client.login.status()).resolves.toMatchObject({
      kind: 'siwc',
      backend: 'siwc',
      account: { email: 'grace@fake.example' },
    })
  })

  test('asks by the book, under no name but its own', async () => {
    const world = await createSiwcWorld()
    await world.signIn()
    const { query, headers } = world.simulator.requests.last('authorize')
    expect(Object.fromEntries(query)).toEqual({
      client_id: 'dynamic_agent_client',
      agent_name_hint: 'My App',
      ext_agent_host_id: expect.stringMatching(/^urn:uuid:/),
      response_type: 'code',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback$/),
      scope: scopes,
      resource: 'https://api.openai.com/v1',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    expect(headers).not.toHaveProperty('originator')
    const { body } = world.simulator.requests.last('token')
    const form = body as Record<string, string>
    expect(challengeOf(form['code_verifier'] ?? '')).toBe(query.get('code_challenge'))
    await world.client().responses.create({ model: 'gpt-5.5', input: 'Hello!' })
    const asked = world.simulator.requests.last('responses')
    expect(asked.path).toBe('/v1/responses')
    expect(asked.headers['user-agent']).toMatch(/^My-App .*via-codex\//)
    for (const name of ['originator', 'chatgpt-account-id', 'version', 'session-id', 'thread-id'])
      expect(asked.headers).not.toHaveProperty(name)
  })

  test('without the plan: told apart, kept, and asked for again only when wanted', async () => {
    const world = await createSiwcWorld({ faults: [{ kind: 'plan-not-granted' }] })
    await expect(world.signIn()).resolves.toMatchObject({ planGranted: false, status: 'ready' })
    const failure = rejectionOf(
      world.client().responses.create({ model: 'gpt-5.5', input: 'Hello!' }),
    )
    await expect(failure).resolves.toMatchObject({
      code: 'CREDENTIAL_WRONG_MODE',
      hint: expect.stringContaining('--consent'),
    })
    expect(world.simulator.requests.count('responses')).toBe(0)
    await expect(world.signIn({ askConsent: true })).resolves.toMatchObject({ planGranted: true })
    expect(world.simulator.requests.last('authorize').query.get('prompt')).toBe('consent')
    expect(world.simulator.siwc.counts.registrations).toBe(1)
  })

  test('a name that came is kept although the code was refused, and used the next time', async () => {
    const world = await createSiwcWorld({ faults: [{ kind: 'invalid-grant', shape: 'string' }] })
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'exchange',
    })
    await expect(
      listSiwcAccounts({ ...world.common, credential: world.credential() }),
    ).resolves.toMatchObject([{ status: 'signInNeeded', planGranted: false }])
    await expect(world.signIn()).resolves.toMatchObject({ status: 'ready', isNew: false })
    expect(world.simulator.siwc.counts.registrations).toBe(1)
  })

  test('keeps plain text only when told so, and then without a keyring', async () => {
    const world = await createSiwcWorld()
    const broken = {
      getPassword: () => Promise.reject(new Error('no D-Bus: dbus error')),
      setPassword: () => Promise.reject(new Error('dbus error')),
      deletePassword: () => Promise.reject(new Error('dbus error')),
    }
    await expect(rejectionOf(world.signIn({ keyring: broken }))).resolves.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
      hint: expect.stringContaining('dangerouslyStorePlaintext'),
    })
    expect(world.progress).toEqual([])
    expect(world.simulator.requests.count('authorize')).toBe(0)
    const credential = world.credential({ dangerouslyStorePlaintext: true })
    await world.signIn({ keyring: broken, credential })
    expect(world.keyring.entries.size).toBe(0)
    const client = world.client({ keyring: broken, credential })
    await expect(
      client.responses.create({ model: 'gpt-5.5', input: 'Hello!' }),
    ).resolves.toHaveProperty('output_text')
  })
})

describe('a later sign-in', () => {
  test('is the same app on the same machine, with no token in the address', async () => {
    const world = await createSiwcWorld()
    const first = await world.signIn()
    const second = await world.signIn()
    expect(second).toMatchObject({ clientId: first.clientId, isNew: false })
    const { query } = world.simulator.requests.last('authorize')
    expect(query.get('client_id')).toBe(first.clientId)
    expect(query.get('login_hint')).toBe('ada@fake.example')
    expect(query.has('agent_name_hint')).toBe(false)
    expect(query.has('id_token_hint')).toBe(false)
    expect(world.simulator.siwc.registrations()).toMatchObject([{ hostIds: [expect.any(String)] }])
  })

  test('of somebody else changes nothing', async () => {
    const world = await createSiwcWorld()
    await world.signIn()
    const before = await world.files()
    world.simulator.faults.add({ kind: 'id-token', claims: { sub: 'user-fake-other' } })
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'identity',
      message: expect.stringContaining('Somebody else'),
    })
    await expect(world.files()).resolves.toEqual(before)
  })

  test('several accounts: each its own, none taken for another, none left by itself', async () => {
    const world = await createSiwcWorld()
    await world.signIn()
    world.simulator.siwc.signsInAs = { email: 'grace@fake.example', subject: 'user-fake-grace' }
    await world.signIn({ addAccount: true })
    const options = { ...world.common, credential: world.credential() }
    await expect(listSiwcAccounts(options)).resolves.toHaveLength(2)
    const emailOf = async (account?: string) =>
      (await world.client({ credential: world.credential({ account }) }).login.status()).account
        .email
    await expect(emailOf()).resolves.toBe('grace@fake.example')
    await expect(emailOf('ada@fake.example')).resolves.toBe('ada@fake.example')
    const credential = world.credential({ account: 'ADA@fake.example' })
    await selectSiwcAccount({ ...world.common, credential })
    await expect(emailOf()).resolves.toBe('ada@fake.example')
    await expect(rejectionOf(emailOf('eve@fake.example'))).resolves.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    })
    // One address can have several workspaces.
    world.simulator.siwc.signsInAs = {}
    await world.signIn({ addAccount: true })
    await expect(rejectionOf(emailOf('ada@fake.example'))).resolves.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
      hint: expect.stringContaining('client id'),
    })
  })
})

describe('what the browser brings', () => {
  test.each<[string, Fault[], object]>([
    ['a refusal', [{ kind: 'access-denied' }], { message: expect.stringContaining('declined') }],
    ['no name', [{ kind: 'omit-client-id' }], { message: expect.stringContaining('no name') }],
    [
      'another issuer',
      [{ kind: 'extra-issuer', issuer: 'https://other.fake.example' }],
      { message: expect.stringContaining('another issuer') },
    ],
  ])('%s ends it, before any code is spent', async (_name, faults, error) => {
    const world = await createSiwcWorld({ faults })
    const ports = await listeningPorts()
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'authorize',
      ...error,
    })
    expect(world.simulator.requests.count('token')).toBe(0)
    expect(await listeningPorts()).toBe(ports)
  })

  test("another app's name ends a later one; the right issuer is no matter", async () => {
    const world = await createSiwcWorld({ faults: [{ kind: 'extra-issuer' }] })
    await world.signIn()
    world.simulator.faults.add({ kind: 'other-client-id' })
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining("another app's name"),
    })
  })

  test('another state, a doubled one, another path, method or host: refused, and the waiting goes on', async () => {
    const world = await createSiwcWorld()
    const answers: (number | undefined)[] = []
    const ask = (url: URL, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<void>((resolve, reject) => {
        request(url, { headers, method, agent: false }, (response) => {
          answers.push(response.statusCode)
          response.resume().on('end', resolve)
        })
          .on('error', reject)
          .end()
      })
    const openBrowser = async (url: string) => {
      const { searchParams } = new URL(url)
      const callback = new URL(searchParams.get('redirect_uri') ?? '')
      const state = searchParams.get('state') ?? ''
      const at = (query: Record<string, string>) =>
        new URL(`${callback.href}?${new URLSearchParams(query).toString()}`)
      const good = at({ state, code: 'fake', client_id: 'oaiapp_fake' })
      await ask(at({ state: 'other', code: 'fake', client_id: 'oaiapp_fake' }))
      await ask(at({ code: 'fake', client_id: 'oaiapp_fake' }))
      await ask(new URL(`${good.href}&state=${state}`))
      await ask(new URL(`${good.href}&code=again`))
      await ask(new URL(good.href.replace('/auth/callback', '/callback')))
      await ask(good, {}, 'POST')
      await ask(good, { host: `evil.fake.example:${callback.port}` })
      await ask(good, { host: `localhost:${callback.port}` })
      await ask(new URL('/cancel', callback))
      void browse(url)
    }
    await expect(world.signIn({ openBrowser })).resolves.toMatchObject({ status: 'ready' })
    expect(answers).toEqual([400, 400, 400, 400, 404, 405, 403, 403, 404])
    expect(world.simulator.siwc.counts.exchanges).toBe(1)
  })

  test('twice: one exchange', async () => {
    const world = await createSiwcWorld({
      faults: [{ kind: 'delay-reply', on: 'token', ms: 60 }],
    })
    const visits = Promise.withResolvers<{ text: string }[]>()
    const openBrowser = async (url: string) => {
      const response = await fetch(url, { redirect: 'manual' })
      await response.text()
      const callback = response.headers.get('location') ?? ''
      Promise.all([browse(callback), browse(callback)]).then(visits.resolve, visits.reject)
    }
    await world.signIn({ openBrowser })
    expect(world.simulator.siwc.counts.exchanges).toBe(1)
    for (const { text } of await visits.promise) expect(text).toContain('go back to My App')
  })

  test('pasted: only an address of this machine with our state', async () => {
    const world = await createSiwcWorld()
    const texts: (() => Promise<string>)[] = [
      async () => 'fake-siwc-code',
      async () => 'https://elsewhere.fake.example/auth/callback?code=x&state=y',
      async () => 'http://127.0.0.1:1/auth/callback?code=x&state=y&client_id=oaiapp_x',
      async () => {
        const [first] = world.progress
        const url = first?.type === 'authorizeUrl' ? first.url : ''
        const response = await fetch(url, { redirect: 'manual' })
        await response.text()
        return response.headers.get('location') ?? ''
      },
    ]
    const pastedUrl = async () => (await texts.shift()?.()) ?? Promise.reject(new Error('no more'))
    await expect(world.signIn({ openBrowser: false, pastedUrl })).resolves.toMatchObject({
      status: 'ready',
    })
    expect(world.progress.map(({ type }) => type)).toEqual([
      'authorizeUrl',
      'pasteRejected',
      'pasteRejected',
      'pasteRejected',
      'authorized',
    ])
  })

  test('nobody, or a change of mind', async () => {
    const world = await createSiwcWorld()
    await expect(
      rejectionOf(world.signIn({ openBrowser: false, timeoutMs: 30 })),
    ).resolves.toMatchObject({ code: 'SIGN_IN_TIMED_OUT' })
    const controller = new AbortController()
    const reason = new Error('changed my mind')
    const openBrowser = async () => controller.abort(reason)
    await expect(
      rejectionOf(world.signIn({ openBrowser, signal: controller.signal })),
    ).resolves.toBe(reason)
    expect(Object.keys(await world.files())).toEqual(['host.json'])
  })
})

describe('whose the tokens are', () => {
  const other = 'oaiapp_fakeOther'
  test.each<[string, Fault, string]>([
    ['issuer', { kind: 'id-token', claims: { iss: 'https://issuer.fake.example' } }, 'issuer'],
    ['audience', { kind: 'id-token', claims: { aud: other } }, 'audience'],
    ['audience in a list', { kind: 'id-token', claims: { aud: [other] } }, 'audience'],
    ['azp', { kind: 'id-token', claims: { azp: other } }, 'azp'],
    ['nonce', { kind: 'id-token', claims: { nonce: 'fake-other' } }, 'nonce'],
    ['absent nonce', { kind: 'id-token', claims: { nonce: null } }, 'nonce'],
    ['expiry', { kind: 'id-token', claims: { exp: 1_700_000_000 } }, 'expiry'],
    ['absent expiry', { kind: 'id-token', claims: { exp: null } }, 'expiry'],
    ['absent subject', { kind: 'id-token', claims: { sub: null } }, 'subject'],
    ['absent iat', { kind: 'id-token', claims: { iat: null } }, 'iat'],
    ['key', { kind: 'id-token', signedBy: 'stranger' }, 'signature'],
    ['algorithm none', { kind: 'id-token', signedBy: 'none' }, 'algorithm'],
    ['algorithm HS256', { kind: 'id-token', signedBy: 'HS256' }, 'algorithm'],
  ])('a wrong %s is refused, and nothing but the name is kept', async (_name, fault, mark) => {
    const world = await createSiwcWorld({ faults: [fault] })
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'identity',
      message: expect.stringContaining(`wrong ${mark}`),
    })
    const files = Object.values(await world.files()).join()
    expect(files).toContain('signInNeeded')
    expect(files).not.toContain('sealed')
  })

  test.each<[string, Fault]>([
    ['an audience as a text, and azp', { kind: 'id-token', claims: {} }],
  ])('%s is accepted', async (_name, fault) => {
    const world = await createSiwcWorld()
    const { clientId } = await world.signIn()
    const claims = { aud: clientId, azp: clientId, exp: 1_795_348_797 }
    world.simulator.faults.add({ ...fault, claims } as Fault)
    await expect(world.signIn()).resolves.toMatchObject({ status: 'ready' })
    world.simulator.faults.add({ ...fault, claims: { aud: [clientId, other] } } as Fault)
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({ step: 'identity' })
    world.simulator.faults.add({
      ...fault,
      claims: { aud: [clientId, other], azp: clientId },
    } as Fault)
    await expect(world.signIn()).resolves.toMatchObject({ status: 'ready' })
  })

  test('a key that came after we asked is asked for', async () => {
    const world = await createSiwcWorld()
    const openBrowser = async (url: string) => {
      world.simulator.siwc.rotateKeys()
      void browse(url)
    }
    await expect(world.signIn({ openBrowser })).resolves.toMatchObject({ status: 'ready' })
    expect(world.simulator.requests.count('jwks')).toBe(2)
  })

  test.each<[string, Fault, boolean]>([
    ['keys', { kind: 'unavailable', on: 'jwks' }, true],
    ['keys that are none', { kind: 'not-json', on: 'jwks' }, true],
    ['discovery', { kind: 'unavailable', on: 'discovery' }, true],
    ['discovery of another', { kind: 'discovery', members: { issuer: 'https://x.fake' } }, false],
    [
      'discovery of other places',
      { kind: 'discovery', members: { token_endpoint: 'https://x.fake/token' } },
      false,
    ],
  ])('an outage of %s is no word about anyone', async (_name, fault, isRetryable) => {
    const world = await createSiwcWorld({ faults: [fault] })
    await expect(rejectionOf(world.signIn())).resolves.toMatchObject({
      code: 'REFRESH_UNAVAILABLE',
      isRetryable,
    })
    expect(world.simulator.requests.count('authorize')).toBe(0)
    await expect(world.signIn()).resolves.toMatchObject({ status: 'ready' })
  })
})

describe('signing out', () => {
  test('ends it there and here, and keeps the name', async () => {
    const world = await createSiwcWorld()
    const { clientId } = await world.signIn()
    const options = { ...world.common, credential: world.credential() }
    await expect(signOutOfSiwc(options)).resolves.toMatchObject({
      revoked: true,
      account: { clientId, status: 'signedOut' },
    })
    expect(world.simulator.siwc.counts.revocations).toBe(1)
    expect(Object.values(await world.files()).join()).not.toContain('sealed')
    const failure = rejectionOf(
      world.client().responses.create({ model: 'gpt-5.5', input: 'Hello!' }),
    )
    await expect(failure).resolves.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' })
    await expect(world.signIn()).resolves.toMatchObject({ clientId, isNew: false })
  })

  test('tries again, tells when the authority was not reached, and clears all the same', async () => {
    const world = await createSiwcWorld()
    await world.signIn()
    const options = { ...world.common, credential: world.credential() }
    world.simulator.faults.add({ kind: 'server-error', on: 'revoke' })
    await expect(signOutOfSiwc(options)).resolves.toMatchObject({ revoked: true })
    await world.signIn()
    world.simulator.faults.add({ kind: 'server-error', on: 'revoke', times: 2 })
    await expect(signOutOfSiwc(options)).resolves.toMatchObject({ revoked: false })
    expect(Object.values(await world.files()).join()).not.toContain('sealed')
    const nobody = world.credential({ directory: join(world.directory, 'nobody') })
    await expect(signOutOfSiwc({ ...options, credential: nobody })).resolves.toEqual({
      revoked: false,
    })
  })
})

test('the notice is noted once, and stays', async () => {
  const world = await createSiwcWorld()
  await world.signIn()
  const options = { ...world.common, credential: world.credential() }
  await noteSiwcNotice(options)
  await world.signIn()
  await expect(listSiwcAccounts(options)).resolves.toMatchObject([
    { noticeShownAt: new Date('2026-11-22T12:00:00.000Z') },
  ])
  const nobody = world.credential({ directory: join(world.directory, 'nobody') })
  for (const work of [noteSiwcNotice, selectSiwcAccount])
    await expect(rejectionOf(work({ ...options, credential: nobody }))).resolves.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    })
})

test('no word of it all holds a token', async () => {
  const world = await createSiwcWorld()
  await world.signIn()
  await world.signIn()
  await world.client().responses.create({ model: 'gpt-5.5', input: 'Hello!' })
  const words = [...world.said, ...Object.values(await world.files())].join('\n')
  expect(words).toContain('/api/accounts/oauth/token')
  expect(words).not.toMatch(/rt-fake|eyJhbGci|fake-siwc-code/)
})

test.each([
  [{}],
  [{ agentName: '' }],
  [{ agentName: ' x' }],
  [{ agentName: 'a\nb' }],
  [{ agentName: 'x'.repeat(65) }],
  [{ agentName: 'ChatGPT' }],
  [{ agentName: 'OpenAI helper' }],
  [{ agentName: 'Codex CLI' }],
  [{ agentName: 'x', account: '' }],
  [{ agentName: 'x', directory: 1 }],
  [{ agentName: 'x', dangerouslyStorePlaintext: 'yes' }],
])('siwc(%j) is a TypeError at once', (options) => {
  expect(() => siwc(options as never)).toThrow(TypeError)
})

test('so is a sign-in without an app, or with a wrong port', () => {
  expect(() => void signInWithSiwc({} as never)).toThrow(TypeError)
  expect(() => void signInWithSiwc({ credential: siwc({ agentName: 'x' }), port: -1 })).toThrow(
    TypeError,
  )
})
