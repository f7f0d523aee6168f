import type { DatabaseSync } from 'node:sqlite'
import { contentId } from './content-id.ts'

/** A text kept to be used again. */
export interface Fragment {
  readonly id: string
  readonly content: string
  /** The file or address it was first read from. */
  readonly source: string | undefined
  readonly createdAt: Date
  readonly aliases: readonly string[]
}

/** Keeps a text, once. @returns its id */
export function saveFragment(
  database: DatabaseSync,
  { content, source }: { content: string; source?: string | undefined },
  now: Date,
): string {
  const id = contentId(content)
  database
    .prepare(
      'INSERT INTO fragments (id, content, source, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(id, content, source ?? null, now.getTime())
  return id
}

/** Gives a fragment a name, which is taken from another that had it. */
export function setFragmentAlias(database: DatabaseSync, alias: string, id: string): void {
  database
    .prepare('INSERT OR REPLACE INTO fragment_aliases (alias, fragment_id) VALUES (?, ?)')
    .run(alias, id)
}

/** @returns whether there was such a name */
export function deleteFragmentAlias(database: DatabaseSync, alias: string): boolean {
  return database.prepare('DELETE FROM fragment_aliases WHERE alias = ?').run(alias).changes > 0
}

const columns = `SELECT f.id, f.content, f.source, f.created_at,
  (SELECT json_group_array(alias) FROM fragment_aliases WHERE fragment_id = f.id) AS aliases
  FROM fragments f`

/** The fragment of that name, or whose id begins so: with 6 characters at least, and no other's may. */
export function findFragment(database: DatabaseSync, word: string): Fragment | undefined {
  const named = database
    .prepare(`${columns} JOIN fragment_aliases a ON a.fragment_id = f.id WHERE a.alias = ?`)
    .get(word)
  if (named) return toFragment(named)
  if (!/^[0-9a-f]{6,64}$/.test(word)) return undefined
  // A letter that sorts after every digit of an id ends the range.
  const found = database
    .prepare(`${columns} WHERE f.id >= ? AND f.id < ? LIMIT 2`)
    .all(word, `${word}g`)
  return found.length === 1 && found[0] ? toFragment(found[0]) : undefined
}

export interface FragmentFilter {
  /** Words that must stand in its text, its source or its names. */
  readonly words?: readonly string[] | undefined
  readonly hasAlias?: boolean | undefined
}

/** The fragments kept, the oldest first. */
export function listFragments(database: DatabaseSync, filter: FragmentFilter = {}): Fragment[] {
  const all = database.prepare(`${columns} ORDER BY f.created_at, f.id`).all().map(toFragment)
  const words = filter.words?.map((word) => word.toLowerCase()) ?? []
  return all.filter(({ content, source = '', aliases }) => {
    const text = [content, source, ...aliases].join('\n').toLowerCase()
    return (!filter.hasAlias || aliases.length > 0) && words.every((word) => text.includes(word))
  })
}

function toFragment(row: Record<string, unknown>): Fragment {
  return {
    id: String(row['id']),
    content: String(row['content']),
    source: (row['source'] as string | null) ?? undefined,
    createdAt: new Date(Number(row['created_at'])),
    aliases: JSON.parse(String(row['aliases'])) as string[],
  }
}
