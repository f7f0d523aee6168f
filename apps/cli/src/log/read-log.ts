import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DatabaseSync } from 'node:sqlite'
import { loadSqlite } from './load-sqlite.ts'
import { toLogError } from './log-error.ts'
import { migrate } from './migrations.ts'
import { withLog } from './open-log.ts'
import { settleAbandoned } from './settle-abandoned.ts'

/**
 * Lends the log to `work`, which only reads it. Looking makes no log, and one on a disk that cannot be written
 * to can be read.
 *
 * @returns `undefined` when there is no log
 * @throws CommandError
 */
export function readLog<T>(path: string, work: (database: DatabaseSync) => T): T | undefined {
  if (!existsSync(path)) return undefined
  if (!canBeWritten(path)) return readOnly(path, work)
  return withLog(path, (database) => {
    settleAbandoned(database, new Date())
    return work(database)
  })
}

function canBeWritten(path: string): boolean {
  try {
    // SQLite keeps files beside it, even to read.
    for (const place of [path, dirname(path)]) accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readOnly<T>(path: string, work: (database: DatabaseSync) => T): T {
  const { DatabaseSync } = loadSqlite()
  const url = pathToFileURL(path)
  // Without it SQLite wants to make files beside it; with it, it does not look at what was written last.
  if (!existsSync(`${path}-wal`)) url.search = 'immutable=1'
  try {
    using database = new DatabaseSync(url, { readOnly: true })
    migrate(database, path)
    return work(database)
  } catch (error) {
    throw toLogError(path, error)
  }
}
