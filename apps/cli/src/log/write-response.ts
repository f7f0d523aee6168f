import type { DatabaseSync } from 'node:sqlite'
import type { ResponseItem, ResponseUsage } from '@via-codex/core'
import { fitToWidth } from '../fit-to-width.ts'
import { oneLine } from '../one-line.ts'
import { detachItems, type DetachedContents } from './detach-items.ts'
import { saveAttachments } from './save-attachments.ts'
import { saveFragment } from './fragments.ts'
import { saveSchema } from './schemas.ts'
import { saveToolCalls, saveToolOutputs, saveTools } from './save-tools.ts'
import type { Turn } from './turn.ts'

/** How an answer ended: as it should, by the person or the network, or by an error. */
export type SettledStatus = 'done' | 'interrupted' | 'failed'

export interface Settlement {
  readonly status: SettledStatus
  readonly items: readonly ResponseItem[]
  readonly usage?: ResponseUsage | undefined
  /** Whose encrypted reasoning it holds. */
  readonly account?: string | undefined
  /** The code or name of what went wrong. */
  readonly error?: string | undefined
}

/** Keeps what was asked, as an answer that is running. Within a transaction. @returns its id */
export function beginResponse(database: DatabaseSync, turn: Turn, startedAt: Date): number {
  const { conversationId, model, prompt, system, options, schema } = turn
  const at = startedAt.getTime()
  const contents: DetachedContents = new Map()
  const items = detachItems(turn.items, contents)
  database
    .prepare(
      'INSERT INTO conversations (id, name, started_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(conversationId, nameOf(prompt), at)
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO responses (conversation_id, status, process_id, model, schema_id, started_at,
        options, prompt, system, request_items) VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      conversationId,
      process.pid,
      model,
      schema ? saveSchema(database, schema) : null,
      at,
      JSON.stringify(options ?? {}),
      prompt,
      system ?? null,
      JSON.stringify(items),
    )
  const id = Number(lastInsertRowid)
  saveAttachments(database, id, turn.attachments ?? [], contents)
  const places = { prompt: 0, system: 0 }
  for (const fragment of turn.fragments ?? []) {
    const { place } = fragment
    database
      .prepare(
        'INSERT INTO response_fragments (response_id, place, position, fragment_id) VALUES (?, ?, ?, ?)',
      )
      .run(id, place, places[place]++, saveFragment(database, fragment, startedAt))
  }
  saveTools(database, id, turn.tools ?? [])
  saveToolOutputs(database, conversationId, items)
  return id
}

/** Keeps a piece of the text of a running answer. */
export function appendText(database: DatabaseSync, id: number, text: string): void {
  database.prepare('INSERT INTO pieces (response_id, text) VALUES (?, ?)').run(id, text)
}

/** Puts the pieces together and marks how the answer ended. Within a transaction. */
export function settleResponse(
  database: DatabaseSync,
  id: number,
  { status, items, usage, account, error }: Settlement,
  endedAt: Date,
): void {
  const contents: DetachedContents = new Map()
  const detached = detachItems(items, contents)
  saveAttachments(database, id, [], contents)
  saveToolCalls(database, id, items)
  database
    .prepare(
      `UPDATE responses SET status = ?, process_id = NULL, ended_at = ?, usage = ?, account = ?, error = ?,
        output_items = ?, text = text || ${piecesOf} WHERE id = ?`,
    )
    .run(
      status,
      endedAt.getTime(),
      usage ? JSON.stringify(usage) : null,
      account ?? null,
      error ?? null,
      JSON.stringify(detached),
      id,
    )
  database.prepare('DELETE FROM pieces WHERE response_id = ?').run(id)
}

/** What came since the text was last put together, in a statement on `responses`. */
export const piecesOf = `(SELECT coalesce(group_concat(text, '' ORDER BY id), '') FROM pieces
  WHERE response_id = responses.id)`

/** A conversation is called after its first prompt. */
function nameOf(prompt: string): string {
  return fitToWidth(oneLine(prompt), 100)
}
