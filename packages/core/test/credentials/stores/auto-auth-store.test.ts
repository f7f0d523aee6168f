import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resolveCodexHome } from '../../../src/credentials/codex-home.ts'
import { AutoAuthStore } from '../../../src/credentials/stores/auto-auth-store.ts'
import { FileAuthStore } from '../../../src/credentials/stores/file-auth-store.ts'
import { KeyringAuthStore } from '../../../src/credentials/stores/keyring-auth-store.ts'
import type { AuthDotJson } from '../../../src/protocol/auth-dot-json.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { testAuthStore } from './auth-store.contract.ts'
import { FakeKeyring, keyringWords } from './support/fake-keyring.ts'

let folder: string
let library: FakeKeyring
let keyring: KeyringAuthStore
let file: FileAuthStore
let store: AutoAuthStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'via-codex-store-'))
  const home = resolveCodexHome(folder)
  library = new FakeKeyring()
  keyring = new KeyringAuthStore(home, { keyring: library })
  file = new FileAuthStore(home)
  store = new AutoAuthStore(keyring, file)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

testAuthStore('AutoAuthStore', async () => store)

/** One sign-in at some moment of its life. */
function login(name: string, day: number, document: object = {}): AuthDotJson {
  const last_refresh = `2026-01-0${day}T00:00:00.123456789Z`
  return fakeLogin({ name, document: { last_refresh, ...document } })
}
const another = () => fakeLogin({ name: 'another', accountId: 'another-account' })
const locked = new Error(keyringWords.dismissed)
const absent = new Error(keyringWords.noService)

describe('where there is', () => {
  test('a login in the keyring only, it is read and written there', async () => {
    await keyring.save(login('one', 1))
    await expect(store.load()).resolves.toEqual(login('one', 1))
    expect(store.location).toBe(keyring.location)
    await store.save(login('two', 2))
    await expect(keyring.load()).resolves.toEqual(login('two', 2))
    expect(existsSync(file.location)).toBe(false)
  })

  test('a login in the file only, it is read and written there, and not moved', async () => {
    await file.save(login('one', 1))
    await expect(store.load()).resolves.toEqual(login('one', 1))
    expect(store.location).toBe(file.location)
    await store.save(login('two', 2))
    await expect(file.load()).resolves.toEqual(login('two', 2))
    expect(library.entries.size).toBe(0)
  })

  test('nothing, a new login goes into the keyring', async () => {
    await expect(store.load()).resolves.toBeUndefined()
    expect(store.location).toContain(keyring.location)
    expect(store.location).toContain(file.location)
    await store.save(login('one', 1))
    await expect(keyring.load()).resolves.toEqual(login('one', 1))
    expect(existsSync(file.location)).toBe(false)
  })

  test('nothing and no keyring, a new login goes into the file', async () => {
    library.error = absent
    await expect(store.load()).resolves.toBeUndefined()
    await store.save(login('one', 1))
    expect(store.location).toBe(file.location)
    await expect(store.load()).resolves.toEqual(login('one', 1))
  })

  test('the keyring entry of one account and the file of another, the keyring’s counts', async () => {
    await keyring.save(login('one', 1))
    await file.save(another())
    await expect(store.load()).resolves.toEqual(login('one', 1))
    await store.save(login('two', 2))
    await expect(keyring.load()).resolves.toEqual(login('two', 2))
    await expect(file.load()).resolves.toEqual(another())
  })

  test('another sign-in of the same account in the file, the keyring’s counts', async () => {
    const marked = (name: string, day: number, owner: string) => {
      const document = login(name, day)
      return { ...document, tokens: { ...fakeLogin({ name }).tokens, login_owner_id: owner } }
    }
    await keyring.save(marked('one', 1, 'first'))
    await file.save(marked('two', 2, 'second'))
    await expect(store.load()).resolves.toEqual(marked('one', 1, 'first'))
    await file.save(marked('two', 2, 'first'))
    await expect(store.load()).resolves.toEqual(marked('two', 2, 'first'))
  })

  test.each([
    ['keyring', login('new', 3), login('old', 2)],
    ['file', login('old', 2), login('new', 3)],
  ])('a newer copy in the %s, it counts, and both are written', async (_, inKeyring, inFile) => {
    await keyring.save(inKeyring)
    await file.save(inFile)
    await expect(store.load()).resolves.toEqual(login('new', 3))
    await store.save(login('newest', 4))
    await expect(keyring.load()).resolves.toEqual(login('newest', 4))
    await expect(file.load()).resolves.toEqual(login('newest', 4))
  })

  test('a keyring entry that is no login, the file is read', async () => {
    await keyring.save(login('one', 1))
    library.value = 'spoilt'
    await expect(store.load()).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
    await file.save(login('two', 2))
    await expect(store.load()).resolves.toEqual(login('two', 2))
    await store.save(login('three', 3))
    expect(library.value).toBe('spoilt')
  })

  test('a file that is no login, the keyring is enough', async () => {
    await keyring.save(login('one', 1))
    await writeFile(file.location, 'spoilt')
    await expect(store.load()).resolves.toEqual(login('one', 1))
    await store.save(login('two', 2))
    await expect(readFile(file.location, 'utf8')).resolves.toBe('spoilt')
    await keyring.delete()
    await expect(store.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [file.location],
    })
  })
})

describe('a keyring that does not open', () => {
  test('is passed over when there is a file', async () => {
    await keyring.save(login('one', 1))
    await file.save(login('two', 2))
    library.error = locked
    await expect(store.load()).resolves.toEqual(login('two', 2))
    await store.save(login('three', 3))
    library.error = undefined
    // The entry is behind now, and is brought up by the next save.
    await expect(store.load()).resolves.toEqual(login('three', 3))
    await store.save(login('four', 4))
    await expect(keyring.load()).resolves.toEqual(login('four', 4))
  })

  test('may hold the login when there is no file: that is no “not signed in”', async () => {
    library.error = locked
    await expect(store.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
      failure: 'locked',
    })
  })
})

describe('tokens that were paid for are not lost', () => {
  test('when the keyring refuses after the refresh, the file takes them', async () => {
    await keyring.save(login('one', 1))
    await store.load()
    library.writeError = locked
    await store.save(login('two', 2))
    await expect(file.load()).resolves.toEqual(login('two', 2))
    // Found by others although the keyring still has the spent ones.
    await expect(new AutoAuthStore(keyring, file).load()).resolves.toEqual(login('two', 2))
    await store.save(login('three', 3))
    await expect(file.load()).resolves.toEqual(login('three', 3))
    library.writeError = undefined
    await store.save(login('four', 4))
    await expect(keyring.load()).resolves.toEqual(login('four', 4))
    await expect(file.load()).resolves.toEqual(login('four', 4))
  })

  test('but never over another login', async () => {
    await keyring.save(login('one', 1))
    await file.save(another())
    await store.load()
    library.writeError = locked
    await expect(store.save(login('two', 2))).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
      failure: 'locked',
    })
    await expect(file.load()).resolves.toEqual(another())
  })

  test('when the file cannot be written, the keyring takes them', async () => {
    await file.save(login('one', 1))
    const broken = new AutoAuthStore(keyring, Object.assign(file, { save: refuse }))
    await broken.load()
    await broken.save(login('two', 2))
    await expect(broken.load()).resolves.toEqual(login('two', 2))
  })

  test('what cannot be kept where it was found is not spent', async () => {
    await file.save(login('one', 1))
    const readOnly = new AutoAuthStore(keyring, Object.assign(file, { assertWritable: refuse }))
    await readOnly.load()
    await expect(readOnly.assertWritable(login('two', 2))).rejects.toThrow('refused')
  })

  function refuse(): Promise<never> {
    return Promise.reject(new Error('refused'))
  }
})

test('a login that the Codex CLI moves into the keyring meanwhile is found there', async () => {
  await file.save(login('one', 1))
  await store.load()
  const revision = store.revision()
  await new KeyringAuthStore(resolveCodexHome(folder), { keyring: library }).save(login('two', 2))
  await rm(file.location)
  expect(store.revision()).not.toBe(revision)
  await expect(store.load()).resolves.toEqual(login('two', 2))
  await store.save(login('three', 3))
  await expect(keyring.load()).resolves.toEqual(login('three', 3))
  expect(existsSync(file.location)).toBe(false)
})

describe('deleting', () => {
  test('takes it out of both places', async () => {
    await keyring.save(login('one', 1))
    await file.save(another())
    await store.delete()
    await expect(keyring.load()).resolves.toBeUndefined()
    await expect(file.load()).resolves.toBeUndefined()
  })

  test('does without a keyring, but not past a locked one', async () => {
    await file.save(login('one', 1))
    library.error = absent
    await store.delete()
    expect(existsSync(file.location)).toBe(false)
    library.error = locked
    await expect(store.delete()).rejects.toMatchObject({ failure: 'locked' })
  })
})
