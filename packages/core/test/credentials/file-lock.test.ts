import { chown, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withFileLock } from '../../src/credentials/file-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'via-codex-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('one at a time, and everyone in the end', async () => {
  const path = join(folder, 'lock')
  let inside = 0
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      withFileLock(path, async () => {
        expect(++inside).toBe(1)
        await new Promise((done) => setImmediate(done))
        inside--
        return index
      }),
    ),
  )
  expect(results).toEqual([...results.keys()])
})

test('a failure inside is passed on and frees the lock', async () => {
  const path = join(folder, 'lock')
  await expect(withFileLock(path, () => Promise.reject(new RangeError()))).rejects.toThrow(
    RangeError,
  )
  await expect(withFileLock(path, async () => 'free', { timeoutMs: 0 })).resolves.toBe('free')
})

test('waiting ends at its limit', async () => {
  const path = join(folder, 'lock')
  await withFileLock(path, async () => {
    await expect(withFileLock(path, async () => {}, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'CREDENTIAL_STORE_FAILED',
      locations: [path],
    })
  })
})

test('an abort ends the waiting with its own reason, and never the work', async () => {
  const path = join(folder, 'lock')
  const abort = new AbortController()
  const { signal } = abort
  await withFileLock(
    path,
    async () => {
      const waiting = withFileLock(path, async () => {}, { signal })
      abort.abort('enough')
      await expect(waiting).rejects.toBe('enough')
    },
    { signal },
  )
  await expect(withFileLock(path, async () => 'free')).resolves.toBe('free')
})

test('the file is private, empty, and alone', async () => {
  const path = join(folder, 'lock')
  await withFileLock(path, async () => {})
  const stats = await stat(path)
  expect(stats.size).toBe(0)
  const isPrivate = (stats.mode & 0o777) === 0o600
  expect(isPrivate || process.platform === 'win32').toBe(true)
})

test.runIf(process.getuid?.() === 0)(
  'made by root, it belongs to the owner of the folder',
  async () => {
    await chown(folder, 65_534, 65_534)
    const path = join(folder, 'lock')
    await withFileLock(path, async () => {})
    expect(await stat(path)).toMatchObject({ uid: 65_534, gid: 65_534 })
  },
)

test('a missing folder is an error of the store', async () => {
  const path = join(folder, 'absent', 'lock')
  await expect(withFileLock(path, async () => {})).rejects.toMatchObject({
    code: 'CREDENTIAL_STORE_FAILED',
  })
})

test('no warning about an experimental database reaches the program', async () => {
  const onWarning = vi.fn<(warning: Error) => void>()
  process.on('warning', onWarning)
  await withFileLock(join(folder, 'lock'), async () => {})
  await new Promise((done) => setImmediate(done))
  process.off('warning', onWarning)
  expect(onWarning).not.toHaveBeenCalled()
})
