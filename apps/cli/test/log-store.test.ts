import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ResponseItem } from '@via-codex/core'
import { array, assert, constant, oneof, property, record, string, uint8Array } from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { findConversation, latestConversation, loadAttachment } from '../src/log/conversation.ts'
import { attachItems, detachItems, type DetachedContents } from '../src/log/detach-items.ts'
import {
  deleteFragmentAlias,
  findFragment,
  listFragments,
  saveFragment,
  setFragmentAlias,
} from '../src/log/fragments.ts'
import { listResponses, type ResponseFilter } from '../src/log/list-responses.ts'
import { firstSchema } from '../src/log/first-schema.ts'
import { migrate } from '../src/log/migrations.ts'
import { isLogOn, switchLog } from '../src/log/log-switch.ts'
import { closeLog, openLog, withLog } from '../src/log/open-log.ts'
import { findSchema, listSchemas, saveSchema } from '../src/log/schemas.ts'
import { toSearchQuery } from '../src/log/search-query.ts'
import { transact } from '../src/log/transact.ts'
import type { Turn } from '../src/log/turn.ts'
import { appendText, beginResponse, settleResponse } from '../src/log/write-response.ts'

const folder = mkdtempSync(join(tmpdir(), 'via-codex-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0
const newPath = () => join(folder, `${count++}`, 'logs.db')

const at = new Date('2026-11-20T10:00:00Z')
const message = (text: string) => ({ type: 'message', role: 'user', content: text }) as const
const conversationId = '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa'

function keep(database: DatabaseSync, turn: Partial<Turn>, ...pieces: string[]): number {
  const { prompt = 'Why?' } = turn
  const full = { conversationId, model: 'gpt-5.5', items: [message(prompt)], ...turn, prompt }
  return transact(database, () => {
    const id = beginResponse(database, full, at)
    for (const piece of pieces) appendText(database, id, piece)
    settleResponse(database, id, { status: 'done', items: [] }, at)
    return id
  })
}

describe('an answer', () => {
  it('is readable while it runs, and the same once it has ended', () => {
    using database = openLog(newPath())
    const turn = { conversationId, model: 'm', prompt: 'Why?', items: [message('Why?')] }
    const id = transact(database, () => beginResponse(database, turn, at))
    appendText(database, id, 'Be')
    appendText(database, id, 'cause 🌍')
    const [running] = listResponses(database, {}, 0)
    expect(running).toMatchObject({ id, status: 'running', text: 'Because 🌍', startedAt: at })
    const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 }
    const items: ResponseItem[] = [{ type: 'reasoning', summary: [], encrypted_content: 'x' }]
    settleResponse(database, id, { status: 'done', items, usage, account: 'codex:a' }, at)
    expect(listResponses(database, {}, 0)).toEqual([
      {
        id,
        conversationId,
        conversationName: 'Why?',
        status: 'done',
        model: 'm',
        prompt: 'Why?',
        system: undefined,
        options: {},
        schemaId: undefined,
        text: 'Because 🌍',
        usage,
        error: undefined,
        startedAt: at,
        endedAt: at,
        account: 'codex:a',
        requestItems: turn.items,
        outputItems: items,
      },
    ])
  })

  it('that was taken for abandoned while it ran is whole in the end', () => {
    using database = openLog(newPath())
    const turn = { conversationId, model: 'm', prompt: 'Why?', items: [] }
    const id = transact(database, () => beginResponse(database, turn, at))
    appendText(database, id, 'one ')
    settleResponse(database, id, { status: 'interrupted', items: [] }, at)
    appendText(database, id, 'two')
    settleResponse(database, id, { status: 'done', items: [] }, at)
    expect(listResponses(database, { search: 'one two' }, 0)).toMatchObject([
      { status: 'done', text: 'one two' },
    ])
  })

  it('keeps each attachment once, however often it is sent', () => {
    using database = openLog(newPath())
    const content = Buffer.from('not really a picture')
    const image = {
      type: 'input_image',
      image_url: `data:image/png;base64,${content.toString('base64')}`,
    }
    const items = [{ type: 'message', role: 'user', content: [image] }] as unknown as Turn['items']
    const attachments = [{ type: 'image/png', content, source: 'a.png' }]
    keep(database, { items, attachments })
    keep(database, { items, attachments })
    const [row, ...more] = database.prepare('SELECT id, type, content FROM attachments').all()
    expect(more).toEqual([])
    const [first] = listResponses(database, {}, 1)
    expect(JSON.stringify(first?.requestItems)).not.toContain(content.toString('base64'))
    expect(Buffer.from(loadAttachment(database, String(row?.['id'])) ?? [])).toEqual(content)
    const restored = attachItems(first?.requestItems ?? [], (id) => loadAttachment(database, id))
    expect(restored).toEqual(items)
  })
})

describe('items', () => {
  const base64 = uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'))
  const text = oneof(
    string(),
    base64.map((content) => `data:application/pdf;base64,${content}`),
    string().map((rest) => `data:image/png;base64,${rest}`),
  )
  const item = oneof(
    record({ type: constant('message'), content: array(record({ text, url: text })) }),
    record({ type: constant('image_generation_call'), result: oneof(base64, text) }),
  )

  it('are the same after their bytes were taken out and put back', () => {
    assert(
      property(array(item), (items) => {
        const contents: DetachedContents = new Map()
        const detached = JSON.parse(JSON.stringify(detachItems(items, contents)))
        expect(attachItems(detached, (id) => contents.get(id)?.content)).toEqual(items)
      }),
    )
  })
})

describe('listing', () => {
  const path = newPath()
  const ids = withLog(path, (database) => [
    keep(database, { prompt: 'Grüße an die Welt' }, 'Hello ', 'world'),
    keep(
      database,
      { prompt: 'a poem', model: 'gpt-6-sol', schema: { type: 'object' } },
      'roses, roses',
    ),
    keep(database, {
      prompt: 'roses of the world',
      conversationId: '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      fragments: [{ content: 'about gardens', place: 'prompt', source: 'g.txt' }],
    }),
  ])
  const [first, second, third] = ids
  const fragment = withLog(path, (database) => listFragments(database)[0]?.id ?? '')
  const schema = withLog(path, (database) => listSchemas(database)[0]?.id)

  it.for<[filter: ResponseFilter, limit: number, found: unknown[]]>([
    [{}, 0, [first, second, third]],
    [{}, 2, [second, third]],
    [{ model: 'gpt-6-sol' }, 0, [second]],
    [{ conversationId }, 0, [first, second]],
    [{ id: first }, 0, [first]],
    [{ idGreaterThan: first }, 0, [second, third]],
    [{ idGreaterOrEqual: second }, 1, [third]],
    [{ schemaId: schema }, 0, [second]],
    [{ hasSchema: true }, 0, [second]],
    [{ fragmentIds: [fragment] }, 0, [third]],
    [{ fragmentIds: [fragment, 'none'] }, 0, []],
    [{ tools: ['look'] }, 0, []],
    [{ search: 'roses' }, 0, [second, third]],
    [{ search: 'roses' }, 1, [third]],
    [{ search: 'roses', byRelevance: true }, 1, [second]],
    [{ search: 'ROSES', model: 'gpt-5.5' }, 0, [third]],
    [{ search: 'grusse welt' }, 0, []],
    [{ search: 'grüße WELT' }, 0, [first]],
    [{ search: 'wor*' }, 0, [first, third]],
    [{ search: '"world the"' }, 0, []],
    [{ search: 'roses OR -x:(' }, 0, []],
    [{ search: '' }, 0, []],
  ])('%j, at most %i', ([filter, limit, found]) => {
    const listed = withLog(path, (database) => listResponses(database, filter, limit))
    expect(listed.map(({ id }) => id)).toEqual(found)
  })

  it('finds conversations by the beginning of their id', () => {
    withLog(path, (database) => {
      expect(latestConversation(database)).toMatch(/^2222/)
      expect(findConversation(database, '1111')).toBe(conversationId)
      expect(findConversation(database, conversationId)).toBe(conversationId)
      expect(findConversation(database, '3333')).toBeUndefined()
      expect(findConversation(database, '111')).toBeUndefined()
    })
  })
})

describe('toSearchQuery', () => {
  it.for([
    ['one two', '"one" "two"'],
    ['"one two" th*', '"one two" "th"*'],
    ['NEAR(a b) -c', '"NEAR(a" "b)" "-c"'],
    ['un"closed', '"un" "closed"'],
    [' " * ', '""'],
  ] as const)('%j is %j', ([typed, query]) => {
    expect(toSearchQuery(typed)).toBe(query)
  })
})

describe('fragments and schemas', () => {
  it('are kept once, and found by name or the beginning of their id', () => {
    using database = openLog(newPath())
    const id = saveFragment(database, { content: 'long text', source: 'a.txt' }, at)
    expect(saveFragment(database, { content: 'long text' }, at)).toBe(id)
    const other = saveFragment(database, { content: 'other' }, at)
    setFragmentAlias(database, 'notes', other)
    setFragmentAlias(database, 'notes', id)
    const found = { id, content: 'long text', source: 'a.txt', createdAt: at, aliases: ['notes'] }
    for (const word of ['notes', id, id.slice(0, 6)]) {
      expect(findFragment(database, word)).toEqual(found)
    }
    expect(findFragment(database, id.slice(0, 5))).toBeUndefined()
    expect(listFragments(database, { words: ['LONG', 'notes'] })).toEqual([found])
    expect(listFragments(database, { hasAlias: true })).toEqual([found])
    expect(listFragments(database)).toHaveLength(2)
    expect(deleteFragmentAlias(database, 'notes')).toBe(true)
    expect(deleteFragmentAlias(database, 'notes')).toBe(false)
  })

  it('tell how often a schema was used', () => {
    using database = openLog(newPath())
    const schema = { type: 'object', properties: {} }
    const id = saveSchema(database, schema)
    expect(findSchema(database, id.slice(0, 8))).toEqual({
      id,
      schema,
      useCount: 0,
      lastUsedAt: undefined,
    })
    keep(database, { schema })
    expect(listSchemas(database)).toEqual([{ id, schema, useCount: 1, lastUsedAt: at }])
  })
})

describe('the file', () => {
  it.skipIf(process.platform === 'win32')('can be read by its owner alone', () => {
    const path = newPath()
    using database = openLog(path)
    keep(database, {})
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(path + suffix).mode & 0o777).toBe(0o600)
    }
  })

  it('of a newer version is left as it is', () => {
    const path = newPath()
    openLog(path).close()
    const newer = new DatabaseSync(path)
    newer.exec('PRAGMA user_version = 9')
    newer.close()
    const before = statSync(path).mtimeMs
    expect(() => openLog(path)).toThrow(
      /of a newer via-codex \(version 9 of the log; this one knows 1\)/,
    )
    expect(statSync(path).mtimeMs).toBe(before)
  })

  it('of another program is left as it is', () => {
    const path = join(folder, 'other.db')
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE logs (id)')
    other.close()
    expect(() => openLog(path)).toThrow(/database of another program/)
  })

  it('that is no database says so', () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'text, and a good deal of it, '.repeat(100))
    expect(() => openLog(path)).toThrow(/is no database/)
  })

  it('is waited for no longer than asked when it is locked', () => {
    const path = newPath()
    using holder = openLog(path)
    holder.exec('BEGIN IMMEDIATE')
    using database = openLog(path, { busyMs: 1 })
    expect(() => withLog(path, () => keep(database, {}))).toThrow(/is locked by another program/)
  })
})

describe('the switch', () => {
  it('stays as it was put', async () => {
    const env = { VIA_CODEX_DATA_DIR: join(folder, 'switched') }
    expect(isLogOn(env)).toBe(true)
    await switchLog(env, true)
    await switchLog(env, false)
    await switchLog(env, false)
    expect(isLogOn(env)).toBe(false)
    await switchLog(env, true)
    expect(isLogOn(env)).toBe(true)
  })
})

describe('a log that is closed', () => {
  it('holds what was written for the next one, and puts it in its place after a while', () => {
    const path = newPath()
    for (let round = 0; round < 3; round++) {
      const database = openLog(path)
      keep(database, {}, 'word '.repeat(50_000))
      closeLog(database)
    }
    using database = openLog(path)
    expect(listResponses(database, {}, 0)).toHaveLength(3)
    // Three answers of 250 kB are more than 200 pages.
    expect(statSync(path).size).toBeGreaterThan(200_000)
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
  })

  it('does not let what waits for its place grow without end', () => {
    const path = newPath()
    const sizes: number[] = []
    for (let round = 0; round < 12; round++) {
      const database = openLog(path)
      keep(database, {}, 'word '.repeat(100_000))
      closeLog(database)
      sizes.push(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)
    }
    expect(Math.max(...sizes)).toBeLessThan(6 * 2 ** 20)
    expect(sizes).toContain(0)
    using database = openLog(path)
    expect(listResponses(database, {}, 0)).toHaveLength(12)
  })
})

describe('a migration', () => {
  const tables = (database: DatabaseSync) =>
    database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'step%' ORDER BY name").all()
  const steps = [firstSchema, 'CREATE TABLE step1 (a)', 'CREATE TABLE step2 (a)']

  it('brings an older log up to date, once, and keeps what is in it', () => {
    const path = newPath()
    using database = openLog(path)
    const id = keep(database, {}, 'kept')
    migrate(database, path, steps.slice(0, 2))
    migrate(database, path, steps)
    migrate(database, path, steps)
    expect(tables(database)).toEqual([{ name: 'step1' }, { name: 'step2' }])
    expect(listResponses(database, {}, 0)).toMatchObject([{ id, text: 'kept' }])
    expect(() => openLog(path)).toThrow(/version 3 of the log; this one knows 1/)
  })

  it('that fails leaves the log at the version it had', () => {
    const path = newPath()
    using database = openLog(path)
    const broken = [...steps, 'CREATE NONSENSE']
    expect(() => migrate(database, path, broken)).toThrow(/syntax error/)
    expect(tables(database)).toEqual([])
    openLog(path).close()
  })
})
