import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCodexHome, type Fault } from '@via-codex/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { createCodexClient, signInWithApiKey, signOut } from '../../src/index.ts'
import { withFileLock } from '../../src/credentials/file-lock.ts'
import { rejectionOf } from '../support/failures.ts'
import { createWorld, type World } from './world.ts'

/** A home with a login of the world's authority. */
async function signedIn(faults: Fault[] = []) {
  const world = await createWorld('cold', { faults })
  const home = await createCodexHome(world.simulator, { accountId: 'account-fake' })
  onTestFinished(() => home.dispose())
  return { ...world, home, options: { ...world.options, codexHome: home.path } }
}

test('ends the login at the authority, then here', async () => {
  const { simulator, home, options } = await signedIn()
  await expect(signOut(options)).resolves.toEqual({
    location: home.authFile,
    removed: {
      authMode: 'chatgpt',
      account: { accountId: 'account-fake', email: 'ada@fake.example', planType: 'plus' },
    },
    revoked: true,
  })
  await expect(home.read()).rejects.toMatchObject({ code: 'ENOENT' })
  expect(simulator.authority.isLive(home.login?.refreshToken ?? '')).toBe(false)
  const request = simulator.requests.last('revoke')
  expect(JSON.stringify(request.body)).toBe(
    JSON.stringify({
      token: home.login?.refreshToken,
      token_type_hint: 'refresh_token',
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
    }),
  )
  expect(request.headers).toMatchObject({
    originator: 'via-codex',
    'user-agent': expect.stringContaining('via-codex/'),
  })
  await expect(createCodexClient(options).login.status()).rejects.toMatchObject({
    code: 'CREDENTIAL_NOT_FOUND',
  })
  await expect(signOut(options)).resolves.toEqual({ location: home.authFile, revoked: false })
})

test.each<[string, Fault]>([
  ['refuses', { kind: 'server-error', on: 'revoke' }],
  ['cannot be reached', { kind: 'drop', on: 'revoke' }],
  ['redirects', { kind: 'redirect', on: 'revoke' }],
])('deletes the login also when the authority %s', async (_, fault) => {
  const { home, options } = await signedIn([fault])
  await expect(signOut(options)).resolves.toMatchObject({ revoked: false })
  await expect(home.read()).rejects.toMatchObject({ code: 'ENOENT' })
})

test('asks the authority that the login names, unless another is given', async () => {
  const { simulator, home, options } = await signedIn()
  const { endpoints: _, ...rest } = options
  await expect(signOut(rest)).resolves.toMatchObject({ revoked: true })
  expect(simulator.requests.count('revoke')).toBe(1)
  await expect(home.read()).rejects.toMatchObject({ code: 'ENOENT' })
})

test('never sends the token to an insecure place', async () => {
  const { home, options } = await signedIn()
  const { endpoints: _, ...rest } = options
  const document = await home.read()
  const tokens = document['tokens'] as object
  const oauth_provenance = { issuer: 'http://elsewhere.fake.example' }
  await writeFile(
    home.authFile,
    JSON.stringify({ ...document, tokens: { ...tokens, oauth_provenance } }),
  )
  await expect(signOut(rest)).resolves.toMatchObject({ revoked: false })
})

test('an API key is only deleted', async () => {
  const world = await createWorld()
  await signInWithApiKey('sk-fake-key', world.options)
  await expect(signOut(world.options)).resolves.toEqual({
    location: world.authFile,
    removed: { authMode: 'apikey', account: {} },
    revoked: false,
  })
  expect(world.simulator.requests.count()).toBe(0)
})

test('no home: nothing to do, and none is made', async () => {
  const world = await createWorld()
  await expect(signOut(world.options)).resolves.toEqual({
    location: world.authFile,
    revoked: false,
  })
  await expect(world.snapshot()).resolves.toEqual({})
})

test('a document beyond use is deleted', async () => {
  const world = await createWorld('warm')
  await writeFile(world.authFile, 'no JSON')
  await expect(signOut(world.options)).resolves.toEqual({
    location: world.authFile,
    revoked: false,
  })
  await expect(world.read()).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a login that another program manages is not ended for it', async () => {
  const { simulator, home, options } = await signedIn()
  const document = await home.read()
  await writeFile(home.authFile, JSON.stringify({ ...document, auth_mode: 'chatgptAuthTokens' }))
  await expect(signOut(options)).resolves.toMatchObject({ revoked: false })
  expect(simulator.requests.count('revoke')).toBe(0)
})

test('waits for a refresh of another process and ends the new token', async () => {
  const { simulator, home, options } = await signedIn()
  const renewed = simulator.authority.issue({ accountId: 'account-fake' })
  const signingOut = Promise.withResolvers<unknown>()
  await withFileLock(join(home.path, 'via-codex.lock'), async () => {
    signOut(options).then(signingOut.resolve, signingOut.reject)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(simulator.requests.count('revoke')).toBe(0)
    const document = await home.read()
    const tokens = { ...(document['tokens'] as object), refresh_token: renewed.refreshToken }
    await writeFile(home.authFile, JSON.stringify({ ...document, tokens }))
  })
  await expect(signingOut.promise).resolves.toMatchObject({ revoked: true })
  expect(simulator.authority.isLive(renewed.refreshToken)).toBe(false)
})

test('an abort counts until the authority is asked', async () => {
  const early = await signedIn()
  const before = await early.home.read()
  const reason = new Error('Ctrl-C')
  await expect(
    rejectionOf(signOut({ ...early.options, signal: AbortSignal.abort(reason) })),
  ).resolves.toBe(reason)
  await expect(early.home.read()).resolves.toEqual(before)

  const late = await signedIn([{ kind: 'hang', on: 'revoke' }])
  const controller = new AbortController()
  const result = signOut({ ...late.options, signal: controller.signal })
  await late.simulator.requests.arrival('revoke')
  controller.abort(reason)
  await expect(result).resolves.toMatchObject({ revoked: false })
  await expect(late.home.read()).rejects.toMatchObject({ code: 'ENOENT' })
})

test('says nothing of the token', async () => {
  const { home, options, log }: World & { home: { login: { refreshToken: string } | undefined } } =
    await signedIn([{ kind: 'server-error', on: 'revoke' }])
  const result = await signOut(options)
  const said = [...log, JSON.stringify(result)].join('\n')
  expect(said).toContain('/oauth/revoke')
  expect(said).not.toContain(home.login?.refreshToken)
})
