import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decrypter, Encrypter } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resolveCodexHome, type CodexHome } from '../../../src/credentials/codex-home.ts'
import { AgeAuthStore } from '../../../src/credentials/stores/age-auth-store.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { testAuthStore } from './auth-store.contract.ts'
import { FakeKeyring, keyringWords } from './support/fake-keyring.ts'

const logN = 8
let folder: string
let file: string
let home: CodexHome
let keyring: FakeKeyring
let store: AgeAuthStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'via-codex-store-'))
  file = join(folder, 'secrets', 'codex_auth.age')
  home = resolveCodexHome(folder)
  keyring = new FakeKeyring()
  store = new AgeAuthStore(home, { keyring, logN })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

testAuthStore('AgeAuthStore', async () => store)

/** Opens the file with the library alone. */
async function readVault(): Promise<unknown> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(keyring.value ?? '')
  return JSON.parse(await decrypter.decrypt(await readFile(file), 'text'))
}

/** Writes the file with the library alone, as another program would. */
async function writeVault(content: unknown, passphrase = keyring.value ?? ''): Promise<void> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(logN)
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  await mkdir(join(folder, 'secrets'), { recursive: true })
  await writeFile(file, await encrypter.encrypt(text))
}

const vaultOf = (login: unknown, others: object = {}) => ({
  version: 1,
  secrets: { 'global/CODEX_AUTH': JSON.stringify(login), ...others },
})

test('writes what the Codex CLI writes, at its work factor', { timeout: 30_000 }, async () => {
  const slow = new AgeAuthStore(home, { keyring })
  await slow.save(fakeLogin())
  const [first, stanza] = (await readFile(file, 'latin1')).split('\n')
  expect(first).toBe('age-encryption.org/v1')
  expect(stanza).toMatch(/^-> scrypt [A-Za-z0-9+/]{22} 19$/)
  expect(Buffer.from(keyring.value ?? '', 'base64')).toHaveLength(32)
  // In a new store, so that nothing is remembered.
  await expect(new AgeAuthStore(home, { keyring }).load()).resolves.toEqual(fakeLogin())
})

test('another program can read it, and write it', async () => {
  await store.save(fakeLogin())
  await expect(readVault()).resolves.toEqual(vaultOf(fakeLogin()))
  await writeVault(vaultOf(fakeLogin({ name: 'others' })))
  await expect(store.load()).resolves.toEqual(fakeLogin({ name: 'others' }))
})

test('other secrets are kept, by saving and by deleting', async () => {
  await store.save(fakeLogin())
  await writeVault({ ...vaultOf(fakeLogin(), { 'env/x/KEY': 'kept' }), beside: 7 })
  await store.save(fakeLogin({ name: 'second' }))
  const second = vaultOf(fakeLogin({ name: 'second' }), { 'env/x/KEY': 'kept' })
  await expect(readVault()).resolves.toEqual({ ...second, beside: 7 })
  await store.delete()
  await expect(readVault()).resolves.toEqual({
    version: 1,
    secrets: { 'env/x/KEY': 'kept' },
    beside: 7,
  })
})

test('is opened once for each state of the file, however many ask', async () => {
  await store.save(fakeLogin())
  const other = new AgeAuthStore(home, { keyring, logN })
  keyring.reads = 0
  await Promise.all([other.load(), other.load(), other.load()])
  await other.load()
  expect(keyring.reads).toBe(1)
  await writeVault(vaultOf(fakeLogin({ name: 'others' })))
  await other.load()
  expect(keyring.reads).toBe(2)
})

test('a login that changes while ours is encrypted stands', async () => {
  await store.save(fakeLogin())
  const read = keyring.getPassword.bind(keyring)
  let isFirst = true
  keyring.getPassword = async (service, account) => {
    // The passphrase is asked for just before the encryption.
    if (isFirst) await writeVault(vaultOf(fakeLogin({ name: 'others' })))
    isFirst = false
    return read(service, account)
  }
  await expect(store.save(fakeLogin({ name: 'ours' }))).rejects.toMatchObject({
    code: 'CREDENTIAL_STORE_FAILED',
  })
  await expect(store.load()).resolves.toEqual(fakeLogin({ name: 'others' }))
})

test('another secret that changes while ours is encrypted is kept', async () => {
  await store.save(fakeLogin())
  const read = keyring.getPassword.bind(keyring)
  let isFirst = true
  keyring.getPassword = async (service, account) => {
    if (isFirst) await writeVault(vaultOf(fakeLogin(), { other: 'new' }))
    isFirst = false
    return read(service, account)
  }
  await store.save(fakeLogin({ name: 'ours' }))
  await expect(readVault()).resolves.toEqual(vaultOf(fakeLogin({ name: 'ours' }), { other: 'new' }))
})

test.skipIf(process.platform === 'win32')(
  'file and folder are private, and nothing else is left in it',
  async () => {
    await store.save(fakeLogin())
    await store.assertWritable(fakeLogin())
    await expect(readdir(join(folder, 'secrets'))).resolves.toEqual(['codex_auth.age'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700)
  },
)

describe('a file that cannot be opened', () => {
  const spoilers: [name: string, spoil: () => Promise<void>][] = [
    ['empty', () => writeFile(file, '')],
    ['no age file', () => writeFile(file, 'not an age file')],
    ['cut off in its head', async () => writeFile(file, (await readFile(file)).subarray(0, 80))],
    ['cut off in its body', async () => writeFile(file, (await readFile(file)).subarray(0, -20))],
    ['locked by another passphrase', () => writeVault(vaultOf(fakeLogin()), 'another')],
    ['without its passphrase', async () => keyring.entries.clear()],
    ['of a later version', () => writeVault({ version: 2, secrets: {} })],
    ['not what we know', () => writeVault({ version: 1, secrets: { a: 1 } })],
    ['not JSON inside', () => writeVault('{')],
    [
      'too dear to open',
      async () => {
        const text = await readFile(file, 'latin1')
        await writeFile(file, text.replace(/ 8\n/, ' 21\n'), 'latin1')
      },
    ],
    [
      'locked otherwise',
      async () => {
        const text = await readFile(file, 'latin1')
        await writeFile(file, text.replace('-> scrypt', '-> X25519'), 'latin1')
      },
    ],
  ]
  test.each(spoilers)('because it is %s is unreadable and stays as it is', async (_, spoil) => {
    await store.save(fakeLogin())
    await spoil()
    const bytes = await readFile(file)
    const other = new AgeAuthStore(home, { keyring, logN })
    await expect(other.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [file],
      hint: expect.stringContaining('Move the file away'),
    })
    const notSaved = { code: 'CREDENTIAL_STORE_FAILED', locations: [file] }
    await expect(other.assertWritable(fakeLogin())).rejects.toMatchObject(notSaved)
    await expect(other.save(fakeLogin())).rejects.toMatchObject(notSaved)
    await expect(readFile(file)).resolves.toEqual(bytes)
  })

  test('because the login in it is none names the field', async () => {
    await store.save(fakeLogin())
    await writeVault(vaultOf({ tokens: { ...fakeLogin().tokens, access_token: 7 } }))
    await expect(store.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      field: 'tokens.access_token',
    })
  })

  test('because the keyring is closed is an error of the store', async () => {
    await store.save(fakeLogin())
    keyring.error = new Error(keyringWords.dismissed)
    const other = new AgeAuthStore(home, { keyring, logN })
    const expected = { code: 'CREDENTIAL_STORE_FAILED', failure: 'locked' }
    await expect(other.load()).rejects.toMatchObject(expected)
    await expect(other.save(fakeLogin())).rejects.toMatchObject(expected)
    keyring.error = undefined
    await expect(other.load()).resolves.toEqual(fakeLogin())
  })
})
