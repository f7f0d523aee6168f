import type { DatabaseSync } from 'node:sqlite'
import { settleResponse } from './write-response.ts'
import { transact } from './transact.ts'

/** Marks answers as interrupted whose process is gone: it was killed, or the machine went down. */
export function settleAbandoned(database: DatabaseSync, now: Date): void {
  if (abandonedIn(database).length === 0) return
  transact(database, () => {
    // Those that are so still, now that nobody else writes.
    for (const id of abandonedIn(database)) {
      settleResponse(database, id, { status: 'interrupted', items: [] }, now)
    }
  })
}

function abandonedIn(database: DatabaseSync): number[] {
  return database
    .prepare("SELECT id, process_id FROM responses WHERE status = 'running'")
    .all()
    .filter(({ process_id: processId }) => !isAlive(Number(processId)))
    .map(({ id }) => Number(id))
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // Another user's process cannot be signalled, but is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
