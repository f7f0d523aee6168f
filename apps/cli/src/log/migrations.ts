import type { DatabaseSync } from 'node:sqlite'
import { CommandError } from '../command-error.ts'
import { firstSchema } from './first-schema.ts'
import { transact } from './transact.ts'

/** Each leads from its index to the next version; one that was released is never changed. */
const migrations: readonly string[] = [firstSchema]

/** Marks a file as ours. @see https://www.sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x76_63_6c_67

/**
 * Brings a database to the version this program knows.
 *
 * @throws CommandError for a newer one, and for another program's
 */
export function migrate(database: DatabaseSync, path: string, steps = migrations): void {
  if (versionOf(database) === steps.length && idOf(database) === applicationId) return
  assertOurs(database, path, steps.length)
  // Kept in the file; cannot be set within a transaction.
  database.exec('PRAGMA journal_mode = WAL')
  transact(database, () => {
    // Another process may have been quicker.
    assertOurs(database, path, steps.length)
    for (const step of steps.slice(versionOf(database))) database.exec(step)
    database.exec(`PRAGMA user_version = ${steps.length}`)
    database.exec(`PRAGMA application_id = ${applicationId}`)
  })
}

function assertOurs(database: DatabaseSync, path: string, known: number): void {
  const isEmpty = !database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
  if (isEmpty) return
  if (idOf(database) !== applicationId) {
    throw new CommandError(
      `${path} is the database of another program.`,
      'Name another file with VIA_CODEX_LOG.',
    )
  }
  const version = versionOf(database)
  if (version <= known) return
  throw new CommandError(
    `The log ${path} is of a newer via-codex (version ${version} of the log; this one knows ${known}).`,
    'Update via-codex, or name another file with VIA_CODEX_LOG.',
  )
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

function idOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA application_id').get()?.['application_id'])
}
