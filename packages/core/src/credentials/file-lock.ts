import type * as Sqlite from 'node:sqlite'
import { open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CredentialError } from '../errors/credential-error.ts'
import { delay } from '../foundation/delay.ts'

export interface FileLockOptions {
  /** How long to wait for another process, in milliseconds. @default 120_000 */
  readonly timeoutMs?: number | undefined
  /** Ends the waiting, never the work. */
  readonly signal?: AbortSignal | undefined
}

const firstPollMs = 5
const lastPollMs = 50
const sqliteBusy = 5

/**
 * Runs `work` while this process alone holds the lock on `path`, an empty file made when missing.
 *
 * The lock is the operating system's own, taken through SQLite: it ends with the process, however that
 * ends, so there is no stale lock to judge and nothing to break when a laptop sleeps.
 *
 * @throws {@link CredentialError} `CREDENTIAL_STORE_FAILED` when it cannot be had in time or at all
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> {
  options.signal?.throwIfAborted()
  const lock = await acquire(path, options.timeoutMs ?? 120_000, options.signal)
  try {
    return await work()
  } finally {
    lock.close()
  }
}

async function acquire(
  path: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Sqlite.DatabaseSync> {
  const database = await openDatabase(path)
  const deadline = performance.now() + timeoutMs
  try {
    for (
      let pollMs = firstPollMs;
      !tryLock(database);
      pollMs = Math.min(pollMs * 1.5, lastPollMs)
    ) {
      if (performance.now() > deadline) {
        throw new CredentialError(
          'CREDENTIAL_STORE_FAILED',
          `Another process has held ${path} for ${timeoutMs} ms.`,
          {
            locations: [path],
            hint: 'Look for a hanging program that uses this login.',
          },
        )
      }
      await delay(pollMs, signal)
    }
    return database
  } catch (error) {
    database.close()
    const isPlain = error instanceof CredentialError || signal?.aborted
    throw isPlain ? error : cannotLock(path, error)
  }
}

function tryLock(database: Sqlite.DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return false
    throw error
  }
}

async function openDatabase(path: string): Promise<Sqlite.DatabaseSync> {
  try {
    await makeLockFile(path)
    const { DatabaseSync } = loadSqlite()
    return new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw cannotLock(path, error)
  }
}

async function makeLockFile(path: string): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    // Made by root, as with sudo, it would shut out the person whose folder it is.
    if (process.getuid?.() === 0) {
      const { uid, gid } = await stat(dirname(path))
      await file.chown(uid, gid)
    }
  } finally {
    await file.close()
  }
}

// Node 22 announces that its SQLite is experimental; whoever uses this library cannot act on that.
function loadSqlite(): typeof Sqlite {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, never called here
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

function cannotLock(path: string, cause: unknown): CredentialError {
  return new CredentialError('CREDENTIAL_STORE_FAILED', `The lock ${path} cannot be taken.`, {
    cause,
    locations: [path],
    hint: 'Check that the folder exists, can be written to and is on a file system with locks.',
  })
}
