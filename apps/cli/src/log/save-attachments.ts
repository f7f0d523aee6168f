import type { DatabaseSync } from 'node:sqlite'
import { contentId } from './content-id.ts'
import type { DetachedContents } from './detach-items.ts'
import type { TurnAttachment } from './turn.ts'

/** Keeps the files of a turn, and the bytes that its items hold, each once. */
export function saveAttachments(
  database: DatabaseSync,
  responseId: number,
  attachments: readonly TurnAttachment[],
  contents: DetachedContents,
): void {
  const save = database.prepare(
    'INSERT INTO attachments (id, type, url, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  for (const [id, { type, content }] of contents) save.run(id, type, null, content)
  const link = database.prepare(
    'INSERT INTO response_attachments (response_id, position, attachment_id, source) VALUES (?, ?, ?, ?)',
  )
  for (const [position, { type, content, url, source }] of attachments.entries()) {
    const id = contentId(content ?? `url ${url}`)
    save.run(id, type, url ?? null, content ?? null)
    link.run(responseId, position, id, source ?? url ?? null)
  }
}
