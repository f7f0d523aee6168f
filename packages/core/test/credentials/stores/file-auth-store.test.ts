import { execFileSync } from 'node:child_process'
import {
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resolveCodexHome } from '../../../src/credentials/codex-home.ts'
import { FileAuthStore } from '../../../src/credentials/stores/file-auth-store.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { testAuthStore } from './auth-store.contract.ts'

let folder: string
let file: string
let store: FileAuthStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'via-codex-store-'))
  file = join(folder, 'auth.json')
  store = new FileAuthStore(resolveCodexHome(folder))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

testAuthStore('FileAuthStore', async () => store)

const isPosix = process.platform !== 'win32'

describe('reading', () => {
  test.each([
    ['empty', ''],
    ['blank', ' \n'],
    ['truncated', '{"auth_mode":"chatgpt","tokens":{"id_tok'],
    ['no JSON', 'not json at all'],
    ['no object', '[]'],
    ['text', '"text"'],
    [
      'missing a field',
      JSON.stringify({ tokens: { ...fakeLogin().tokens, refresh_token: undefined } }),
    ],
    ['wrong in a field', JSON.stringify({ tokens: { ...fakeLogin().tokens, account_id: 7 } })],
  ])('a file that is %s is unreadable and stays as it is', async (_, text) => {
    await writeFile(file, text)
    await expect(store.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [file],
    })
    await expect(readFile(file, 'utf8')).resolves.toBe(text)
  })

  test('the error names the field and quotes nothing', async () => {
    const secret = 'rt-fake-secret'
    await writeFile(
      file,
      JSON.stringify({ tokens: { ...fakeLogin().tokens, refresh_token: [secret] } }),
    )
    const error: unknown = await store.load().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ field: 'tokens.refresh_token' })
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret)
  })

  test('a folder in its place is unreadable', async () => {
    await mkdir(file)
    await expect(store.load()).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
  })

  test('a file that is just being written is read again', async () => {
    const text = JSON.stringify(fakeLogin())
    await writeFile(file, text.slice(0, 40))
    const loading = store.load()
    setTimeout(() => void writeFile(file, text), 30)
    await expect(loading).resolves.toEqual(fakeLogin())
  })
})

describe.runIf(isPosix)('writing', () => {
  test('makes the file private, also one that was open', async () => {
    await writeFile(file, '{}', { mode: 0o644 })
    await store.save(fakeLogin())
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('writes what the Codex CLI writes: two spaces, no final newline', async () => {
    await store.save(fakeLogin())
    await expect(readFile(file, 'utf8')).resolves.toBe(JSON.stringify(fakeLogin(), null, 2))
  })

  test('follows a symbolic link and keeps it', async () => {
    const target = join(folder, 'elsewhere.json')
    await writeFile(target, '{}')
    await symlink(target, file)
    await store.save(fakeLogin())
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect(JSON.parse(await readFile(target, 'utf8'))).toEqual(fakeLogin())
  })

  test('a link to itself is unreadable, not a mistake', async () => {
    await symlink(file, file)
    expect(store.revision()).toBe('ELOOP')
    await expect(store.load()).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
  })

  test('leaves nothing else behind', async () => {
    await store.save(fakeLogin())
    await store.assertWritable(fakeLogin())
    await store.save(fakeLogin({ name: 'second' }))
    await expect(readdir(folder)).resolves.toEqual(['auth.json'])
  })

  test('whoever reads meanwhile sees a whole document', async () => {
    await store.save(fakeLogin({ name: 'a' }))
    const writing = (async () => {
      for (let index = 0; index < 40; index++) {
        await store.save(fakeLogin({ name: 'b'.repeat(1 + index * 50) }))
      }
    })()
    const reading = (async () => {
      for (let index = 0; index < 400; index++) JSON.parse(await readFile(file, 'utf8'))
    })()
    await expect(Promise.all([writing, reading])).resolves.toBeDefined()
  })
})

// A disk small enough to fill needs the right to mount one.
const canMount = isPosix && process.getuid?.() === 0 && tryMount()

describe.runIf(canMount)('on a full disk', () => {
  let disk: string
  beforeEach(() => {
    disk = join(folder, 'disk')
    execFileSync('mkdir', [disk])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
  })
  afterEach(() => {
    execFileSync('umount', [disk])
  })

  test('a save fails by name and the old document stands', async () => {
    const full = new FileAuthStore(resolveCodexHome(disk))
    await full.save(fakeLogin())
    await writeFile(join(disk, 'filler'), Buffer.alloc(1 << 20)).catch(() => {})
    await expect(full.assertWritable(fakeLogin())).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
    })
    await expect(full.save(fakeLogin({ name: 'second' }))).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
    })
    await expect(full.load()).resolves.toEqual(fakeLogin())
    await expect(readdir(disk)).resolves.toEqual(['auth.json', 'filler'])
  })

  test('a file system that is read-only is found out beforehand', async () => {
    const readOnly = new FileAuthStore(resolveCodexHome(disk))
    await readOnly.save(fakeLogin())
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(readOnly.assertWritable(fakeLogin())).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
    })
    await expect(readOnly.withLock(async () => {})).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
    })
    await expect(readOnly.load()).resolves.toEqual(fakeLogin())
  })
})

function tryMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
