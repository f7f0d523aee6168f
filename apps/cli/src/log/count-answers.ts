import type { DatabaseSync } from 'node:sqlite'

/** How much there is in the log. */
export function countAnswers(database: DatabaseSync): { conversations: number; answers: number } {
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'])
  return { conversations: count('conversations'), answers: count('responses') }
}
