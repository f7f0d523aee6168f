import type { DatabaseSync } from 'node:sqlite'
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadSqlite } from './load-sqlite.ts'
import { toLogError } from './log-error.ts'
import { migrate } from './migrations.ts'

export interface OpenLogOptions {
  /** How long a lock of another process is waited for, in milliseconds. @default 5_000 */
  readonly busyMs?: number | undefined
}

/**
 * Opens the log, and makes it if there is none: a file that its owner alone can read. Close it
 * with {@link closeLog}.
 *
 * @throws CommandError when it cannot be used: locked, damaged, not to be written, another program's, or of a
 * newer version, to which nothing is then written
 */
export function openLog(path: string, { busyMs = 5_000 }: OpenLogOptions = {}): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    makeFile(path)
    const { DatabaseSync } = loadSqlite()
    database = new DatabaseSync(path, { timeout: busyMs })
    // With a write-ahead log nothing is damaged by a crash; the last answer may be lost with the power alone.
    database.exec('PRAGMA synchronous = NORMAL')
    // What was written is put in its place a little at a time, see closeLog.
    database.exec('PRAGMA wal_autocheckpoint = 200')
    migrate(database, path)
    return database
  } catch (error) {
    database?.close()
    throw toLogError(path, error)
  }
}

/** Past this size the write-ahead log, which each opening reads whole, is put in its place and emptied. */
const largestWalBytes = 4 * 2 ** 20

/**
 * Closes the log, mostly without waiting for the disk. Who closes a database last puts what was written in its place,
 * and waits until it is there; not so when a connection that can only read is closed after it. The next one finds it
 * in the write-ahead log.
 *
 * @see https://www.sqlite.org/wal.html#checkpointing
 */
export function closeLog(database: DatabaseSync): void {
  let reader: DatabaseSync | undefined
  const path = database.location() ?? ''
  try {
    const { size } = statSync(`${path}-wal`)
    if (size > largestWalBytes) return
    const { DatabaseSync } = loadSqlite()
    reader = new DatabaseSync(path, { readOnly: true })
    reader.prepare('SELECT 1 FROM sqlite_schema').get()
  } catch {
    // Then closing takes longer.
  } finally {
    database.close()
    reader?.close()
  }
}

/**
 * Lends the log to `work` and closes it. Failures of SQLite's become words for people.
 *
 * @throws CommandError
 */
export function withLog<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = openLog(path)
  try {
    return work(database)
  } catch (error) {
    throw toLogError(path, error)
  } finally {
    closeLog(database)
  }
}

function makeFile(path: string): void {
  if (existsSync(path)) {
    // Prompts are nobody else's business; on Windows the folder's own rights say whose.
    if (process.platform !== 'win32' && statSync(path).mode & 0o077) chmodSync(path, 0o600)
    return
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  // Made by root, as with sudo, it would shut out the person whose folder it is.
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(path))
    chownSync(path, uid, gid)
  }
}
