import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  MemoryAuthStore,
  signInWithBrowser,
  version,
  type BrowserSignInOptions,
} from '../../src/index.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import {
  autoBrowser,
  browse,
  challengeOf,
  createWorld,
  listeningPorts,
  now,
  olderLogin,
  type World,
} from './world.ts'

expectNothingUnhandled()

function signIn(world: World, more: BrowserSignInOptions = {}) {
  const { openBrowser, visit } = autoBrowser()
  const result = signInWithBrowser({
    ...world.options,
    onProgress: world.onProgress,
    ports: [0],
    openBrowser,
    ...more,
  })
  return { result, visit }
}

describe('a good sign-in', () => {
  test('from a cold home: writes what the Codex CLI would have written', async () => {
    const world = await createWorld()
    world.simulator.authority.signsInAs = { email: 'grace@fake.example', accountId: 'account-new' }
    const { result, visit } = signIn(world)
    await expect(result).resolves.toEqual({
      location: world.authFile,
      authMode: 'chatgpt',
      account: { accountId: 'account-new', email: 'grace@fake.example', planType: 'plus' },
    })
    const document = await world.read()
    expect(Object.keys(document)).toEqual(['auth_mode', 'OPENAI_API_KEY', 'tokens', 'last_refresh'])
    expect(document).toMatchObject({
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      last_refresh: now.toISOString(),
    })
    expect(Object.keys(document.tokens)).toEqual([
      'id_token',
      'access_token',
      'refresh_token',
      'account_id',
      'oauth_provenance',
      'login_owner_id',
    ])
    expect(document.tokens).toMatchObject({
      account_id: 'account-new',
      oauth_provenance: {
        issuer: world.simulator.url,
        client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      },
      login_owner_id: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(world.simulator.authority.isLive(document.tokens.refresh_token)).toBe(true)
    expect((await stat(world.authFile)).mode & 0o777).toBe(0o600)
    expect((await stat(world.codexHome)).mode & 0o777).toBe(0o700)
    expect((await visit).text).toContain('You are signed in')
  })

  test('asks as the Codex CLI asks, in its order, but under our own name', async () => {
    const world = await createWorld()
    const { result } = signIn(world, { originator: 'my-app', workspaceIds: ['one', 'two'] })
    await rejectionOf(result)
    const { query } = world.simulator.requests.last('authorize')
    expect([...query.keys()]).toEqual([
      'response_type',
      'client_id',
      'redirect_uri',
      'code_challenge',
      'code_challenge_method',
      'state',
      'scope',
      'id_token_add_organizations',
      'codex_cli_simplified_flow',
      'originator',
      'allowed_workspace_id',
    ])
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      scope: 'openid profile email offline_access api.connectors.read api.connectors.invoke',
      id_token_add_organizations: 'true',
      codex_cli_simplified_flow: 'true',
      originator: 'my-app',
      allowed_workspace_id: 'one,two',
    })
    const exchange = world.simulator.requests.last('token')
    const form = exchange.body as Record<string, string>
    expect(Object.keys(form)).toEqual([
      'grant_type',
      'client_id',
      'code',
      'redirect_uri',
      'code_verifier',
    ])
    expect(form['code_verifier']).toMatch(/^[\w-]{86}$/)
    expect(challengeOf(form['code_verifier'] ?? '')).toBe(query.get('code_challenge'))
    expect(form['redirect_uri']).toBe(query.get('redirect_uri'))
    expect(exchange.headers).toMatchObject({
      originator: 'my-app',
      'user-agent': expect.stringContaining(`via-codex/${version}`),
    })
    expect(world.simulator.requests.count('token')).toBe(1)
  })

  test('replaces the login before, keeps what is no login, and tells whose place it took', async () => {
    const world = await createWorld('warm')
    const { result } = signIn(world)
    await expect(result).resolves.toMatchObject({
      replaced: { authMode: 'chatgpt', account: { accountId: 'account-older' } },
    })
    const document = await world.read()
    expect(document).toMatchObject({ zebra: { kept: true }, alpha: 1 })
    expect(document).not.toHaveProperty('personal_access_token')
    expect(JSON.stringify(document)).not.toContain(olderLogin.tokens.refresh_token)
    expect(world.simulator.requests.count('revoke')).toBe(0)
  })

  test('cures a document that cannot be used', async () => {
    const world = await createWorld('warm')
    await writeFile(world.authFile, '{"auth_mode":"chatgpt","tok')
    await expect(signIn(world).result).resolves.not.toHaveProperty('replaced')
    expect((await world.read()).auth_mode).toBe('chatgpt')
  })

  test('keeps the login in a store of the caller', async () => {
    const world = await createWorld()
    const store = new MemoryAuthStore()
    await expect(signIn(world, { store }).result).resolves.toMatchObject({ location: 'memory' })
    await expect(store.load()).resolves.toMatchObject({ auth_mode: 'chatgpt' })
    await expect(world.snapshot()).resolves.toEqual({})
  })

  test('asks for an API key only when told to, and does without', async () => {
    const world = await createWorld()
    await signIn(world, { exchangeApiKey: true }).result
    expect((await world.read()).OPENAI_API_KEY).toMatch(/^sk-fake-/)
    world.simulator.faults.add({ kind: 'server-error', on: 'token', after: 1 })
    await signIn(world, { exchangeApiKey: true }).result
    expect(await world.read()).toMatchObject({ auth_mode: 'chatgpt', OPENAI_API_KEY: null })
    expect(world.log.join('\n')).toContain('gave no API key')
  })

  test('without a browser of ours: the address is told, and works', async () => {
    const world = await createWorld()
    const before = await listeningPorts()
    const result = signInWithBrowser({
      ...world.options,
      ports: [0],
      openBrowser: false,
      onProgress(event) {
        world.onProgress(event)
        if (event.type === 'authorizeUrl') void browse(event.url)
      },
    })
    await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
    expect(world.progress.map(({ type }) => type)).toEqual(['authorizeUrl', 'authorized'])
    expect(await listeningPorts()).toBe(before)
  })

  test('a browser that cannot be opened is told, and the waiting goes on', async () => {
    const world = await createWorld()
    const result = signInWithBrowser({
      ...world.options,
      ports: [0],
      openBrowser: () => Promise.reject(new Error('spawn xdg-open ENOENT')),
      onProgress(event) {
        world.onProgress(event)
        const [first] = world.progress
        if (event.type === 'browserNotOpened' && first?.type === 'authorizeUrl')
          void browse(first.url)
      },
    })
    await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
    expect(world.progress.map(({ type }) => type)).toEqual([
      'authorizeUrl',
      'browserNotOpened',
      'authorized',
    ])
  })
})

/** To the callback's address, and not there. */
async function browseOnce(url: string) {
  const response = await fetch(url, { redirect: 'manual' })
  await response.text()
  return { urls: [url, response.headers.get('location') ?? ''] }
}

describe('what comes back', () => {
  test('with another state: 400, told, and the waiting goes on', async () => {
    const world = await createWorld('cold', { faults: [{ kind: 'wrong-state' }] })
    const visits: { status: number; text: string }[] = []
    const openBrowser = async (url: string) => {
      visits.push(await browse(url))
      void browse(url)
    }
    await expect(signIn(world, { openBrowser }).result).resolves.toMatchObject({
      authMode: 'chatgpt',
    })
    expect(visits).toMatchObject([
      { status: 400, text: expect.stringContaining('another sign-in') },
    ])
    expect(world.progress.map(({ type }) => type)).toEqual([
      'authorizeUrl',
      'otherSignIn',
      'authorized',
    ])
  })

  test('twice: one exchange, both browsers get the page', async () => {
    const world = await createWorld('cold', {
      faults: [{ kind: 'delay-reply', on: 'token', ms: 60 }],
    })
    const visits = Promise.withResolvers<Awaited<ReturnType<typeof browse>>[]>()
    const openBrowser = async (url: string) => {
      const [, callback = ''] = (await browseOnce(url)).urls
      Promise.all([browse(callback), browse(callback)]).then(visits.resolve, visits.reject)
    }
    await signIn(world, { openBrowser }).result
    expect(world.simulator.authority.counts.exchanges).toBe(1)
    const pages = await visits.promise
    expect(pages.map(({ urls }) => new URL(urls.at(-1) ?? '').pathname)).toEqual([
      '/success',
      '/success',
    ])
  })

  test.each([
    [
      'a refusal for want of Codex',
      'error=access_denied&error_description=missing_codex_entitlement',
      'Codex is not enabled',
      'administrator',
    ],
    ['a refusal', 'error=access_denied&error_description=The+user+said+no', 'declined', 'allow it'],
    [
      'another error',
      'error=server_error&error_description=Some%1b[31m%0athing+%3Cb%3Ebroke',
      'refused: Some [31m thing <b>broke.',
      'again',
    ],
    ['an error without words', 'error=temporarily_unavailable', 'temporarily_unavailable', 'again'],
    ['no code', '', 'without a code', 'again'],
  ])('%s fails, here and in the browser', async (_, query, message, hint) => {
    const world = await createWorld('warm')
    const before = await world.snapshot()
    const ports = await listeningPorts()
    const seen = Promise.withResolvers<Awaited<ReturnType<typeof browse>>>()
    const openBrowser = async (url: string) => {
      const { searchParams } = new URL(url)
      const state = searchParams.get('state')
      const callback = `${searchParams.get('redirect_uri')}?state=${state}&${query}`
      browse(callback).then(seen.resolve, seen.reject)
    }
    await expect(signIn(world, { openBrowser }).result).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'authorize',
      isRetryable: false,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
    const page = await seen.promise
    expect(page.urls.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/failure$/)
    expect(page.text).toContain('You are not signed in')
    expect(page.text).not.toContain('<b>')
    expect(world.simulator.requests.count('token')).toBe(0)
    await expect(world.snapshot()).resolves.toEqual(before)
    expect(await listeningPorts()).toBe(ports)
  })

  test('the refusal of the authority itself', async () => {
    const world = await createWorld('cold', { faults: [{ kind: 'access-denied' }] })
    await expect(signIn(world).result).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' })
    await expect(world.snapshot()).resolves.toEqual({})
  })
})

describe('the exchange', () => {
  test.each([
    ['no ID token', { kind: 'omit-tokens', omit: ['id_token'] }, 'an ID token'],
    ['no access token', { kind: 'omit-tokens', omit: ['access_token'] }, 'an access token'],
    ['no refresh token', { kind: 'omit-tokens', omit: ['refresh_token'] }, 'a refresh token'],
    ['no JSON', { kind: 'not-json', on: 'token' }, 'an ID token'],
    ['nothing', { kind: 'empty', on: 'token' }, 'an ID token'],
    ['a refused code', { kind: 'invalid-grant' }, '400, invalid_grant'],
    ['a server error', { kind: 'server-error', on: 'token' }, '500'],
    ['a redirect', { kind: 'redirect', on: 'token' }, '307'],
    ['Cloudflare', { kind: 'cloudflare', on: 'token' }, 'Cloudflare'],
    [
      'an ID token that is no JWT',
      {
        kind: 'answer',
        on: 'token',
        status: 200,
        body: { id_token: 'opaque', access_token: 'fake-access', refresh_token: 'rt-fake' },
      },
      'an ID token that can be read',
    ],
  ] as const)('%s fails, and nothing has changed', async (_, fault, message) => {
    const world = await createWorld('warm', { faults: [fault] })
    const before = await world.snapshot()
    const { result, visit } = signIn(world)
    await expect(result).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'exchange',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    })
    expect((await visit).text).toContain('You are not signed in')
    await expect(world.snapshot()).resolves.toEqual(before)
  })

  test('an authority that is gone is a transport error', async () => {
    const world = await createWorld('cold', { faults: [{ kind: 'drop', on: 'token' }] })
    await expect(signIn(world).result).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    await expect(world.snapshot()).resolves.toEqual({})
  })

  test('the workspace is checked again', async () => {
    const world = await createWorld('warm')
    world.simulator.authority.signsInAs = { accountId: 'account-other' }
    const before = await world.snapshot()
    await expect(signIn(world, { workspaceIds: ['account-ours'] }).result).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      step: 'workspace',
      hint: expect.stringContaining('account-ours'),
    })
    await expect(world.snapshot()).resolves.toEqual(before)
    const workspaceIds = ['account-ours', 'account-other']
    await expect(signIn(world, { workspaceIds }).result).resolves.toMatchObject({
      account: { accountId: 'account-other' },
    })
  })
})

describe('before anything is asked', () => {
  test.runIf(process.platform !== 'win32')(
    'a place that cannot be written to ends it',
    async () => {
      const world = await createWorld()
      await mkdir(dirname(dirname(world.codexHome)), { recursive: true })
      await writeFile(dirname(world.codexHome), 'a file where a folder should be')
      const before = await world.snapshot()
      await expect(signIn(world).result).rejects.toMatchObject({ code: 'CREDENTIAL_STORE_FAILED' })
      expect(world.progress).toEqual([])
      await expect(world.snapshot()).resolves.toEqual(before)
    },
  )

  test('so does a store that says so', async () => {
    const world = await createWorld()
    const store = Object.assign(new MemoryAuthStore(), {
      assertWritable: () => Promise.reject(new Error('full')),
    })
    await expect(signIn(world, { store }).result).rejects.toThrow('full')
    expect(world.progress).toEqual([])
  })

  test.each([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ ports: [] }, 'ports'],
    [{ ports: [70_000] }, 'ports'],
    [{ workspaceIds: ['a,b'] }, 'workspaceIds'],
    [{ workspaceIds: 'account' as never }, 'workspaceIds'],
    [{ openBrowser: true as never }, 'openBrowser'],
    [{ pastedUrl: 'http://127.0.0.1' as never }, 'pastedUrl'],
    [{ onProgress: {} as never }, 'onProgress'],
    [{ originator: 'two words' }, 'originator'],
  ])('a wrong option is a TypeError at once: %o', (options, name) => {
    expect(() => void signInWithBrowser(options)).toThrow(TypeError)
    expect(() => void signInWithBrowser(options)).toThrow(name)
  })
})

test('nobody comes: it times out and leaves nothing', async () => {
  const world = await createWorld()
  const ports = await listeningPorts()
  const { result } = signIn(world, { openBrowser: false, timeoutMs: 40 })
  await expect(result).rejects.toMatchObject({
    code: 'SIGN_IN_TIMED_OUT',
    step: 'authorize',
    hint: expect.any(String),
  })
  expect(await listeningPorts()).toBe(ports)
  await expect(world.snapshot()).resolves.toEqual({})
})

test('what onProgress throws ends it', async () => {
  const world = await createWorld('cold', { faults: [{ kind: 'wrong-state' }] })
  const ports = await listeningPorts()
  for (const type of ['authorizeUrl', 'otherSignIn', 'authorized']) {
    const { result } = signIn(world, {
      onProgress: (event) => {
        if (event.type === type) throw new Error(`thrown at ${type}`)
      },
    })
    await expect(result).rejects.toThrow(`thrown at ${type}`)
  }
  expect(await listeningPorts()).toBe(ports)
})
