import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatBytes } from '../format-bytes.ts'
import { formatTable } from '../format-table.ts'
import type { Fragment } from '../log/fragments.ts'
import { logPath } from '../log/log-path.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { oneLine } from '../one-line.ts'
import { helpOption, jsonOption } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'

const options = {
  query: {
    type: 'string',
    short: 'q',
    multiple: true,
    value: '<word>',
    words: 'only those whose text, source or alias holds the word; repeatable',
  },
  aliases: { type: 'boolean', default: false, words: 'only those with an alias' },
  ...jsonOption,
  ...helpOption,
} as const

export const manual: Manual = {
  usage: ['fragments [verb] [options]'],
  about:
    'Texts that were put before prompts with -f. The log keeps each once, by an id; an alias is a name for one.',
  verbs: {
    list: { words: 'list them (the default)', options: ['query', 'aliases', 'json'] },
    show: { takes: '<alias-or-id>', words: 'print one' },
    set: {
      takes: '<alias> <text>',
      words: 'keep a file, an https address or - for stdin under a name',
    },
    remove: { takes: '<alias>', words: 'take the name away; the text stays' },
  },
  options,
  examples: [
    'via-codex fragments set style docs/style.md',
    "via-codex -f style -f draft.md 'Does the draft keep to the style?'",
    'via-codex fragments -q style',
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { output, env } = context
  const { verb, words, values } = parseVerb('fragments', manual, args, options, 'list')
  if (values.help) return output.print(formatManual(manual))
  const [name = '', source = ''] = words
  const path = logPath(env)
  const stored = await import('../log/fragments.ts')
  if (verb === 'set') {
    const { loadFragment } = await import('../fragments/load-fragment.ts')
    const { content } = await loadFragment(source, context)
    const { withLog } = await import('../log/open-log.ts')
    return withLog(path, (database) => {
      const id = stored.saveFragment(database, { content, source }, new Date())
      stored.setFragmentAlias(database, name, id)
    })
  }
  if (verb === 'remove') {
    const { withLog } = await import('../log/open-log.ts')
    const remove = (database: DatabaseSync) => stored.deleteFragmentAlias(database, name)
    if (existsSync(path) && withLog(path, remove)) return
    throw noFragment(name)
  }
  const { readLog } = await import('../log/read-log.ts')
  if (verb === 'show') {
    const fragment = readLog(path, (database) => stored.findFragment(database, name))
    if (fragment) return output.print(fragment.content)
    throw noFragment(name)
  }
  const filter = { words: values.query, hasAlias: values.aliases }
  const fragments = readLog(path, (database) => stored.listFragments(database, filter)) ?? []
  if (values.json) return output.printJson(fragments)
  output.print(formatTable(fragments.map(toRow)))
}

function noFragment(name: string): UsageError {
  return new UsageError(`There is no fragment ${name}.`, 'See `via-codex fragments`.')
}

function toRow({ id, content, aliases }: Fragment): string[] {
  const line = oneLine(content.slice(0, 200))
  const size = formatBytes(Buffer.byteLength(content))
  return [
    id.slice(0, 12),
    size,
    aliases.join(' '),
    line.length > 50 ? `${line.slice(0, 49)}…` : line,
  ]
}
