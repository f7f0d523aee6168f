import type { InputItem, ResponseItem, ResponseUsage } from '@via-codex/core'
import { piecesOf, type SettledStatus } from './write-response.ts'

/** A question and its answer, as they are in the log. */
export interface LoggedResponse {
  /** Counts up; a later one is greater. */
  readonly id: number
  readonly conversationId: string
  readonly conversationName: string
  readonly status: SettledStatus | 'running'
  readonly model: string
  readonly prompt: string
  readonly system: string | undefined
  readonly options: Readonly<Record<string, unknown>>
  readonly schemaId: string | undefined
  /** The answer, or what had come of it. */
  readonly text: string
  readonly usage: ResponseUsage | undefined
  /** What went wrong, in one word. */
  readonly error: string | undefined
  readonly startedAt: Date
  readonly endedAt: Date | undefined
  /** Whose encrypted reasoning `outputItems` holds. */
  readonly account: string | undefined
  /** What it added to the conversation; bytes are references. @see attachItems */
  readonly requestItems: readonly InputItem[]
  readonly outputItems: readonly ResponseItem[]
}

/** What {@link toLoggedResponse} takes; `responses` is in it, and `c` is its conversation. */
export const responseColumns = `responses.id, conversation_id, c.name AS conversation_name, status, model,
  responses.prompt, system, options, schema_id,
  responses.text || CASE status WHEN 'running' THEN ${piecesOf} ELSE '' END AS text,
  usage, error, responses.started_at, ended_at, account, request_items, output_items`

export function toLoggedResponse(row: Record<string, unknown>): LoggedResponse {
  const text = (name: string) => (row[name] as string | null) ?? undefined
  const json = (name: string) => JSON.parse(text(name) ?? 'null') as unknown
  return {
    id: Number(row['id']),
    conversationId: String(row['conversation_id']),
    conversationName: String(row['conversation_name']),
    status: row['status'] as LoggedResponse['status'],
    model: String(row['model']),
    prompt: String(row['prompt']),
    system: text('system'),
    options: json('options') as LoggedResponse['options'],
    schemaId: text('schema_id'),
    text: String(row['text']),
    usage: (json('usage') as ResponseUsage | null) ?? undefined,
    error: text('error'),
    startedAt: new Date(Number(row['started_at'])),
    endedAt: row['ended_at'] === null ? undefined : new Date(Number(row['ended_at'])),
    account: text('account'),
    requestItems: json('request_items') as InputItem[],
    outputItems: json('output_items') as ResponseItem[],
  }
}
