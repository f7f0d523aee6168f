import type { DatabaseSync } from 'node:sqlite'
import { contentId } from './content-id.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** A JSON schema that answers were asked to keep to. */
export interface LoggedSchema {
  readonly id: string
  readonly schema: JsonSchema
  /** How many answers were asked for with it. */
  readonly useCount: number
  readonly lastUsedAt: Date | undefined
}

/** The id of a schema: the same for the same JSON, however it is spaced. */
export function schemaId(schema: JsonSchema): string {
  return contentId(JSON.stringify(schema)).slice(0, 32)
}

/** Keeps a schema, once. @returns its id */
export function saveSchema(database: DatabaseSync, schema: JsonSchema): string {
  const id = schemaId(schema)
  database
    .prepare('INSERT INTO schemas (id, content) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(id, JSON.stringify(schema))
  return id
}

const columns = `SELECT s.id, s.content, count(r.id) AS uses, max(r.started_at) AS last
  FROM schemas s LEFT JOIN responses r ON r.schema_id = s.id`

/** The schema whose id begins so: with 6 characters at least, and no other's may. */
export function findSchema(database: DatabaseSync, word: string): LoggedSchema | undefined {
  if (!/^[0-9a-f]{6,32}$/.test(word)) return undefined
  const found = database
    .prepare(`${columns} WHERE s.id >= ? AND s.id < ? GROUP BY s.id LIMIT 2`)
    .all(word, `${word}g`)
  return found.length === 1 && found[0] ? toSchema(found[0]) : undefined
}

/** The schemas used so far, the last used last. */
export function listSchemas(database: DatabaseSync): LoggedSchema[] {
  return database.prepare(`${columns} GROUP BY s.id ORDER BY last, s.id`).all().map(toSchema)
}

function toSchema(row: Record<string, unknown>): LoggedSchema {
  const last = row['last'] as number | null
  return {
    id: String(row['id']),
    schema: JSON.parse(String(row['content'])) as JsonSchema,
    useCount: Number(row['uses']),
    lastUsedAt: last === null ? undefined : new Date(last),
  }
}
