import {
  chmod,
  chown,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
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
import { writePrivateFile } from '../../../src/credentials/stores/private-file.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { rejectionOf } from '../../support/failures.ts'

let folder: string
let file: string
let store: FileAuthStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'via-codex-store-'))
  store = new FileAuthStore(resolveCodexHome(folder))
  file = store.location
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const isPosix = process.platform !== 'win32'
const isRoot = process.geteuid?.() === 0
const failure = (code: string) => Object.assign(new Error(code), { code })

describe('a file that someone is reading on Windows', () => {
  test.each(['EPERM', 'EBUSY', 'EACCES'])(
    'is replaced as soon as it is free (%s)',
    async (code) => {
      const failures = [failure(code), failure(code), failure(code)]
      const replace = async () => {
        const next = failures.pop()
        if (next) throw next
      }
      await expect(writePrivateFile(file, '', { platform: 'win32', replace })).resolves.toBe(
        undefined,
      )
      expect(failures).toEqual([])
    },
  )

  test('is given up after a moment', async () => {
    let tries = 0
    const replace = async () => {
      tries++
      throw failure('EBUSY')
    }
    const writing = writePrivateFile(file, '', { platform: 'win32', replace })
    expect(await rejectionOf(writing)).toMatchObject({ code: 'EBUSY' })
    expect(tries).toBe(7)
  })

  test('is none of these elsewhere', async () => {
    let tries = 0
    const replace = async () => {
      tries++
      throw failure('EPERM')
    }
    await rejectionOf(writePrivateFile(file, '', { platform: 'linux', replace }))
    expect(tries).toBe(1)
  })
})

describe.runIf(isPosix)('a link that leads nowhere', () => {
  test('is unreadable, and says where it leads', async () => {
    const target = join(folder, 'elsewhere', 'auth.json')
    await symlink(target, file)
    await expect(store.load()).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [file, target],
      message: expect.stringContaining(target),
    })
    await expect(store.save(fakeLogin())).rejects.toMatchObject({ code: 'CREDENTIAL_STORE_FAILED' })
    await expect(readlink(file)).resolves.toBe(target)
  })

  test('is followed by a new login, and stays', async () => {
    await symlink('elsewhere.json', file)
    await store.assertWritable(fakeLogin())
    await store.save(fakeLogin())
    await expect(readlink(file)).resolves.toBe('elsewhere.json')
    await expect(store.load()).resolves.toEqual(fakeLogin())
    expect((await stat(join(folder, 'elsewhere.json'))).mode & 0o777).toBe(0o600)
  })

  test('and round in circles is unreadable', async () => {
    await symlink('b', file)
    await symlink('auth.json', join(folder, 'b'))
    await expect(store.load()).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
    await expect(store.save(fakeLogin())).rejects.toMatchObject({ code: 'CREDENTIAL_STORE_FAILED' })
  })
})

test('a file that another one took the place of is noticed, of the same size and age', async () => {
  await store.save(fakeLogin({ name: 'aaa' }))
  const revision = store.revision()
  const other = join(folder, 'other')
  await writeFile(other, await readFile(file))
  await rename(other, file)
  expect(store.revision()).not.toBe(revision)
})

test.runIf(isPosix)('a folder that is not there is made, private', async () => {
  const home = join(folder, 'a', '.codex')
  await new FileAuthStore(resolveCodexHome(home)).save(fakeLogin())
  expect((await stat(home)).mode & 0o777).toBe(0o700)
})

describe.runIf(isPosix && isRoot)('whose file it is', () => {
  const me = 65_534
  const other = 65_533

  /** Runs `work` as someone who is not root. */
  async function asMe<T>(work: () => Promise<T>): Promise<T> {
    process.seteuid?.(me)
    try {
      return await work()
    } finally {
      process.seteuid?.(0)
    }
  }

  test('another user’s is not taken from them', async () => {
    await store.save(fakeLogin())
    await chown(file, other, other)
    await chmod(file, 0o666)
    await chmod(folder, 0o777)
    await asMe(async () => {
      await expect(store.load()).resolves.toEqual(fakeLogin())
      await expect(store.assertWritable(fakeLogin())).rejects.toMatchObject({
        code: 'CREDENTIAL_STORE_FAILED',
        hint: expect.stringContaining('another user'),
      })
    })
    expect(await readdir(folder)).toEqual(['auth.json'])
  })

  test('another user’s that is closed is unreadable', async () => {
    await store.save(fakeLogin())
    await chmod(folder, 0o755)
    await asMe(async () => {
      await expect(store.load()).rejects.toMatchObject({
        code: 'CREDENTIAL_UNREADABLE',
        hint: expect.stringContaining('owns'),
      })
      await expect(store.assertWritable(fakeLogin())).rejects.toMatchObject({
        code: 'CREDENTIAL_STORE_FAILED',
      })
    })
  })

  test('root leaves it to its owner, and a new one to the owner of the folder', async () => {
    await chown(folder, me, me)
    await store.save(fakeLogin())
    expect(await stat(file)).toMatchObject({ uid: me, gid: me })
    await chown(file, other, other)
    await store.assertWritable(fakeLogin())
    await store.save(fakeLogin({ name: 'second' }))
    expect(await stat(file)).toMatchObject({ uid: other, gid: other })
  })
})
