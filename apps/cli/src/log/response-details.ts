import type { DatabaseSync } from 'node:sqlite'

/** What belongs to an answer beside its texts. */
export interface ResponseDetails {
  readonly attachments: readonly LoggedAttachment[]
  readonly fragments: readonly LoggedFragment[]
  readonly schema: Readonly<Record<string, unknown>> | undefined
  /** The tools it was offered. */
  readonly tools: readonly string[]
  readonly toolCalls: readonly LoggedToolCall[]
}

export interface LoggedAttachment {
  readonly id: string
  readonly type: string
  /** The file or address it was named by. */
  readonly source: string | undefined
  /** `undefined` for one that was sent as an address. */
  readonly sizeBytes: number | undefined
}

export interface LoggedFragment {
  readonly id: string
  readonly place: 'prompt' | 'system'
  readonly source: string | undefined
  readonly aliases: readonly string[]
  readonly content: string
}

export interface LoggedToolCall {
  readonly callId: string
  readonly name: string
  /** JSON. */
  readonly arguments: string
  /** What the tool gave, if it came to that. */
  readonly output: string | undefined
}

export function loadDetails(database: DatabaseSync, responseId: number): ResponseDetails {
  const all = (sql: string) => database.prepare(sql).all(responseId)
  const text = (value: unknown) => (value as string | null) ?? undefined
  const schema = all(
    'SELECT content FROM schemas WHERE id = (SELECT schema_id FROM responses WHERE id = ?)',
  )[0]
  return {
    attachments: all(
      `SELECT a.id, a.type, r.source, length(a.content) AS size FROM response_attachments r
        JOIN attachments a ON a.id = attachment_id WHERE response_id = ? ORDER BY position`,
    ).map((row) => ({
      id: String(row['id']),
      type: String(row['type']),
      source: text(row['source']),
      sizeBytes: (row['size'] as number | null) ?? undefined,
    })),
    fragments: all(
      `SELECT f.id, place, f.source, f.content,
          (SELECT json_group_array(alias) FROM fragment_aliases WHERE fragment_id = f.id) AS aliases
        FROM response_fragments JOIN fragments f ON f.id = fragment_id
        WHERE response_id = ? ORDER BY place, position`,
    ).map((row) => ({
      id: String(row['id']),
      place: row['place'] as LoggedFragment['place'],
      source: text(row['source']),
      aliases: JSON.parse(String(row['aliases'])) as string[],
      content: String(row['content']),
    })),
    schema: schema && (JSON.parse(String(schema['content'])) as Record<string, unknown>),
    tools: all(
      'SELECT name FROM response_tools JOIN tools ON id = tool_id WHERE response_id = ? ORDER BY name',
    ).map((row) => String(row['name'])),
    toolCalls: all(
      'SELECT call_id, name, arguments, output FROM tool_calls WHERE response_id = ? ORDER BY call_id',
    ).map((row) => ({
      callId: String(row['call_id']),
      name: String(row['name']),
      arguments: String(row['arguments']),
      output: text(row['output']),
    })),
  }
}
