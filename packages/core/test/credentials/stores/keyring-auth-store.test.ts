import { mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthManager } from '../../../src/credentials/auth-manager.ts'
import { resolveCodexHome, type CodexHome } from '../../../src/credentials/codex-home.ts'
import { KeyringAuthStore } from '../../../src/credentials/stores/keyring-auth-store.ts'
import { digestOfHome } from '../../../src/credentials/stores/keyring-entry.ts'
import { loadKeyringLibrary } from '../../../src/credentials/stores/keyring-library.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { testAuthStore } from './auth-store.contract.ts'
import { FakeKeyring, keyringWords } from './support/fake-keyring.ts'

let folder: string
let home: CodexHome
let keyring: FakeKeyring
let store: KeyringAuthStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'via-codex-store-'))
  home = resolveCodexHome(folder)
  keyring = new FakeKeyring()
  store = new KeyringAuthStore(home, { keyring })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

testAuthStore('KeyringAuthStore', async () => store)

test('the entry is named as the Codex CLI names it, its value compact', async () => {
  await store.save(fakeLogin())
  const account = `cli|${sha256(await realpath(folder))}`
  expect([...keyring.entries]).toEqual([[`Codex Auth/${account}`, JSON.stringify(fakeLogin())]])
  expect(store.location).toContain('Codex Auth')
  expect(store.location).toContain(account)
})

describe('the name of a home', () => {
  test('is that of the folder behind a link', async () => {
    const link = join(folder, 'link')
    await symlink(folder, link)
    expect(digestOfHome(link, 'linux')).toBe(digestOfHome(folder, 'linux'))
  })

  test('is that of the path as given when there is no such folder', () => {
    expect(digestOfHome('/nowhere/.codex', 'linux')).toBe(sha256('/nowhere/.codex'))
  })

  test.each([
    ['C:\\Users\\Ada\\.codex', '\\\\?\\C:\\Users\\Ada\\.codex'],
    ['\\\\server\\share\\.codex', '\\\\?\\UNC\\server\\share\\.codex'],
    ['\\\\?\\C:\\Users\\Ada\\.codex', '\\\\?\\C:\\Users\\Ada\\.codex'],
  ])('has the form of Rust on Windows: %s', (real, canonical) => {
    expect(digestOfHome('given', 'win32', () => real)).toBe(sha256(canonical))
    expect(digestOfHome('given', 'darwin', () => '/Users/ada/.codex')).toBe(
      sha256('/Users/ada/.codex'),
    )
  })
})

describe('an entry that is', () => {
  test.each([
    ['empty', ''],
    ['no JSON', 'not json'],
    ['cut off', '{"tokens":{"access_'],
    ['missing a field', JSON.stringify({ tokens: { ...fakeLogin().tokens, id_token: undefined } })],
  ])('%s is unreadable and stays as it is', async (_, value) => {
    await store.save(fakeLogin())
    keyring.value = value
    await expect(store.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [store.location],
      hint: expect.any(String),
    })
    expect(keyring.value).toBe(value)
  })
})

describe('a keyring that refuses is an error of the store with a hint of its own', () => {
  test.each([
    ['unavailable', 'Start a keyring service', keyringWords.noService],
    ['unavailable', 'Start a keyring service', keyringWords.noServiceKeytar],
    ['unavailable', 'Start a keyring service', keyringWords.noSocket],
    ['unavailable', 'Start a keyring service', keyringWords.noCollection],
    ['locked', 'Unlock the keyring', keyringWords.dismissed],
    ['locked', 'Unlock the keyring', keyringWords.cancelledMac],
    ['locked', 'Unlock the keyring', keyringWords.noPromptMac],
    ['tooLarge', 'secret_auth_storage', keyringWords.tooLong],
    ['failed', 'Look at the cause', keyringWords.other],
  ])('%s: %s (%s)', async (failure, hint, message) => {
    keyring.error = new Error(message)
    const expected = {
      code: 'CREDENTIAL_STORE_FAILED',
      name: 'CredentialError',
      failure,
      hint: expect.stringContaining(hint),
      cause: keyring.error,
    }
    await expect(store.load()).rejects.toMatchObject(expected)
    await expect(store.save(fakeLogin())).rejects.toMatchObject(expected)
    await expect(store.delete()).rejects.toMatchObject(expected)
  })

  test('a library that is not installed', async () => {
    const notThere = () => Promise.reject(new Error("Cannot find package '@napi-rs/keyring'"))
    await expect(loadKeyringLibrary(notThere)).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
      failure: 'missing',
      hint: expect.stringContaining('Install'),
    })
  })
})

test('the Secret Service is asked for by name, never the kernel’s keyring', async () => {
  const options: unknown[] = []
  class AsyncEntry {
    constructor(_service: string, _account: string, given: unknown) {
      options.push(given)
    }
    getPassword = async () => undefined
  }
  const library = await loadKeyringLibrary(async () => ({ AsyncEntry }))
  await expect(library.getPassword('service', 'account')).resolves.toBeNull()
  expect(options).toEqual([{ linux: { store: 'secret-service' } }])
})

test('on Windows a login that does not fit is found out beforehand', async () => {
  const windows = new KeyringAuthStore(home, { keyring, platform: 'win32' })
  const large = fakeLogin({ document: { padding: 'x'.repeat(1_280) } })
  const expected = { code: 'CREDENTIAL_STORE_FAILED', failure: 'tooLarge' }
  await expect(windows.assertWritable(large)).rejects.toMatchObject(expected)
  await expect(windows.save(large)).rejects.toMatchObject(expected)
  await expect(windows.save(fakeLogin())).resolves.toBeUndefined()
  await expect(store.assertWritable(large)).resolves.toBeUndefined()
})

test('asking whether it can be written does not ask the keyring', async () => {
  await store.save(fakeLogin())
  keyring.reads = 0
  await store.assertWritable(fakeLogin())
  expect(keyring.reads).toBe(0)
})

test('its revision tells of a change by others once it was met', async () => {
  await store.save(fakeLogin())
  const revision = store.revision()
  keyring.value = JSON.stringify(fakeLogin({ name: 'others' }))
  expect(store.revision()).toBe(revision)
  await store.load()
  const met = store.revision()
  expect(met).not.toBe(revision)
  await store.load()
  expect(store.revision()).toBe(met)
})

test('a sign-in to another account is noticed at the refresh, and used from then on', async () => {
  const now = new Date()
  const renewed = fakeLogin({ name: 'renewed', accountId: 'another-account' })
  await store.save(fakeLogin({ expiresAt: now }))
  const manager = new AuthManager({
    store,
    renewal: { by: 'own', refresh: () => Promise.reject(new Error('not to be asked')) },
    defaultIssuer: 'https://auth.fake.example',
    now: () => now,
    logger: {},
  })
  await manager.status()
  keyring.value = JSON.stringify(renewed)
  await expect(manager.getAccessToken()).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED' })
  now.setTime(now.getTime() + 2_000)
  expect((await manager.getAccessToken()).accountId).toBe('another-account')
})

test.skipIf(process.platform === 'win32')('its lock makes the home, private', async () => {
  const absent = join(folder, 'a', '.codex')
  const away = new KeyringAuthStore(resolveCodexHome(absent), { keyring })
  await expect(away.withLock(async () => 'done')).resolves.toBe('done')
  expect((await stat(absent)).mode & 0o777).toBe(0o700)
})
