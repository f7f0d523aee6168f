import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import {
  access,
  constants,
  mkdir,
  open,
  readlink,
  realpath,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { delay } from '../../foundation/delay.ts'

export interface PrivateFileOptions {
  /** For tests. @default `process.platform` */
  readonly platform?: NodeJS.Platform | undefined
  /** Replaces a file as a whole; for tests. */
  readonly replace?: ReplaceFile | undefined
}

type ReplaceFile = (
  path: string,
  data: string | Uint8Array,
  owner: { uid: number; gid: number } | undefined,
) => Promise<void>

/** On Windows a file that someone is reading, such as a virus scanner, cannot be replaced just then. */
const busyWaitsMs = [10, 20, 50, 100, 200, 400]
const busyCodes = new Set(['EPERM', 'EBUSY', 'EACCES'])

/**
 * Replaces a file as a whole, mode 0600, and makes its folder, mode 0700, when there is none. Links are
 * followed and stay, also one that leads nowhere yet; the folder it leads to is not made. Throws what the
 * system throws.
 */
export async function writePrivateFile(
  path: string,
  data: string | Uint8Array,
  { platform = process.platform, replace = replaceFile }: PrivateFileOptions = {},
): Promise<void> {
  const target = await targetOf(path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const owner = await ownerOfNew(target)
  for (const waitMs of [...busyWaitsMs, undefined]) {
    try {
      return await replace(target, data, owner)
    } catch (error) {
      const isBusy =
        platform === 'win32' && busyCodes.has((error as NodeJS.ErrnoException).code ?? '')
      if (!isBusy || waitMs === undefined) throw error
      await delay(waitMs)
    }
  }
}

/**
 * Whether {@link writePrivateFile} would do well now: takes the room it would need, in the folder it would
 * need it in, and gives it back. Throws what the system throws, and `EOWNER` for another user's file,
 * which would become ours, and theirs no more.
 */
export async function assertPrivateFileWritable(path: string, sizeBytes: number): Promise<void> {
  const target = await targetOf(path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const existing = await stat(target).catch(() => undefined)
  if (existing) await access(target, constants.W_OK)
  const probe = join(dirname(target), `.via-codex-${randomUUID()}`)
  let handle: FileHandle | undefined
  try {
    handle = await open(probe, 'wx', 0o600)
    // Compared with a file made just now, since some file systems show one owner for everything.
    const { uid } = await handle.stat()
    if (existing && existing.uid !== uid && process.geteuid?.() !== 0) {
      throw Object.assign(new Error('owned by another user'), { code: 'EOWNER' })
    }
    await handle.writeFile(' '.repeat(sizeBytes))
    await handle.sync()
  } finally {
    await handle?.close()
    if (handle) await rm(probe, { force: true })
  }
}

/**
 * Changes with each replacement and each change of a file; `none` where there is none, and why where it
 * cannot be seen: whoever reads it then fails by name.
 */
export function revisionOfFile(path: string): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stats ? `${stats.ino}:${stats.size}:${stats.mtimeNs}` : 'none'
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code)
  }
}

/** Where a link leads in the end, whether or not there is a file. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const link = await readlink(path).catch(() => undefined)
    return link === undefined ? path : targetOf(resolve(dirname(path), link))
  }
}

/** Made by root, as with sudo, a new file would shut out the person whose folder it is. */
async function ownerOfNew(path: string): Promise<{ uid: number; gid: number } | undefined> {
  if (process.geteuid?.() !== 0) return undefined
  if (await stat(path).catch(() => undefined)) return undefined
  const { uid, gid } = await stat(dirname(path))
  return { uid, gid }
}

const replaceFile: ReplaceFile = async (path, data, owner) => {
  const { default: writeFileAtomic } = await import('write-file-atomic')
  const bytes = typeof data === 'string' ? data : Buffer.from(data)
  await writeFileAtomic(path, bytes, { mode: 0o600, ...(owner && { chown: owner }) })
}
