import type { DatabaseSync } from 'node:sqlite'

/** Runs `work` in one transaction that may write from its start: all of it happens, or nothing. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // Some failures, such as a full disk, have ended it already.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
