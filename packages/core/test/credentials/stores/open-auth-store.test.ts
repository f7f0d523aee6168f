import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { resolveCodexHome, type CodexHome } from '../../../src/credentials/codex-home.ts'
import { FileAuthStore } from '../../../src/credentials/stores/file-auth-store.ts'
import { KeyringAuthStore } from '../../../src/credentials/stores/keyring-auth-store.ts'
import {
  openAuthStore,
  type OpenAuthStoreOptions,
} from '../../../src/credentials/stores/open-auth-store.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { testAuthStore } from './auth-store.contract.ts'
import { FakeKeyring, keyringWords } from './support/fake-keyring.ts'

let home: CodexHome
let keyring: FakeKeyring
beforeEach(async () => {
  home = resolveCodexHome(await mkdtemp(join(tmpdir(), 'via-codex-store-')))
  keyring = new FakeKeyring()
})
afterEach(() => rm(home.path, { recursive: true, force: true }))

const open = (options: Partial<OpenAuthStoreOptions> = {}) =>
  openAuthStore({ home, keyring, env: {}, platform: 'linux', ...options })
const configure = (text: string) => writeFile(join(home.path, 'config.toml'), text)

testAuthStore('openAuthStore', async () => open())
testAuthStore('openAuthStore with a keyring', async () => open({ store: 'keyring' }))
testAuthStore('openAuthStore with both', async () => open({ store: 'auto' }))

test('asks the keyring only when nothing else tells', async () => {
  await new FileAuthStore(home).save(fakeLogin())
  const store = open()
  await expect(store.load()).resolves.toEqual(fakeLogin())
  await expect(store.choice()).resolves.toEqual({ kind: 'file', because: 'found' })
  expect(store.location).toBe(home.authFile)
  expect(keyring.reads).toBe(0)
})

test('finds a login that is in the keyring only', async () => {
  await new KeyringAuthStore(home, { keyring }).save(fakeLogin())
  const store = open()
  await expect(store.load()).resolves.toEqual(fakeLogin())
  await expect(store.choice()).resolves.toEqual({ kind: 'keyring', because: 'found' })
})

test('a keyring that cannot be asked has nothing, unless it was asked for', async () => {
  keyring.error = new Error(keyringWords.noService)
  await expect(open().load()).resolves.toBeUndefined()
  await expect(open().choice()).resolves.toEqual({ kind: 'file', because: 'default' })
  await configure('cli_auth_credentials_store = "keyring"')
  await expect(open().load()).rejects.toMatchObject({ code: 'CREDENTIAL_STORE_FAILED' })
})

test.each([
  ['linux', 'keyring', '', /^keyring entry "Codex Auth"[^/]+$/],
  ['linux', 'keyring', '[features]\nsecret_auth_storage = true', /^[^"]+codex_auth\.age$/],
  ['win32', 'keyring', '', /^[^"]+codex_auth\.age$/],
  ['darwin', 'auto', '', /^keyring entry "Codex Auth".+ or .+auth\.json$/],
  ['win32', 'auto', '', /^[^"]+codex_auth\.age or .+auth\.json$/],
] as const)('on %s, set to %s (%j), it looks in %s', async (platform, setting, features, place) => {
  await configure(`cli_auth_credentials_store = "${setting}"\n${features}`)
  const store = open({ platform })
  await expect(store.load()).resolves.toBeUndefined()
  expect(store.location).toMatch(place)
})

test('names the mistake at once, or at the first use when it is in config.toml', async () => {
  expect(() => open({ env: { VIA_CODEX_STORE: 'disk' } })).toThrow(TypeError)
  await configure('cli_auth_credentials_store = "disk"')
  const store = open()
  await expect(store.load()).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
  // Put right meanwhile, it works.
  await configure('cli_auth_credentials_store = "file"')
  await expect(store.load()).resolves.toBeUndefined()
  await expect(open({ env: { VIA_CODEX_STORE: 'age' } }).choice()).resolves.toEqual({
    kind: 'age',
    because: 'VIA_CODEX_STORE',
  })
})

test.skipIf(process.platform === 'win32')('a link that leads nowhere is a file', async () => {
  await symlink(join(home.path, 'nowhere'), home.authFile)
  await expect(open().choice()).resolves.toEqual({ kind: 'file', because: 'found' })
})

test('the first look is not taken for outdated, a change since is', async () => {
  await new FileAuthStore(home).save(fakeLogin())
  const store = open()
  const revision = store.revision()
  await store.load()
  expect(store.revision()).toBe(revision)
  await new FileAuthStore(home).save(fakeLogin({ name: 'second' }))
  expect(store.revision()).not.toBe(revision)
})

test('shares its lock with every other store of the home', async () => {
  const order: string[] = []
  await Promise.all([
    open({ store: 'keyring' }).withLock(async () => {
      order.push('in')
      await new Promise((done) => setTimeout(done, 20))
      order.push('out')
    }),
    open({ store: 'file' }).withLock(async () => {
      order.push('in')
      await new Promise((done) => setTimeout(done, 20))
      order.push('out')
    }),
  ])
  expect(order).toEqual(['in', 'out', 'in', 'out'])
})
