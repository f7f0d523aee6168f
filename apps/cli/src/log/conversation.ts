import type { DatabaseSync } from 'node:sqlite'

/** The id of the conversation that was last asked something. */
export function latestConversation(database: DatabaseSync): string | undefined {
  const row = database
    .prepare('SELECT conversation_id FROM responses ORDER BY id DESC LIMIT 1')
    .get()
  return row && String(row['conversation_id'])
}

/** The id of the conversation that begins so: with 4 characters at least, and no other's may. */
export function findConversation(database: DatabaseSync, word: string): string | undefined {
  if (word.length < 4) return undefined
  const found = database
    .prepare('SELECT id FROM conversations WHERE id >= ? AND id < ? LIMIT 2')
    .all(word, `${word}g`)
  return found.length === 1 ? String(found[0]?.['id']) : undefined
}

/** The bytes of an attachment; of one that was sent as an address there are none. */
export function loadAttachment(database: DatabaseSync, id: string): Uint8Array | undefined {
  const row = database.prepare('SELECT content FROM attachments WHERE id = ?').get(id)
  return (row?.['content'] as Uint8Array | null) ?? undefined
}
