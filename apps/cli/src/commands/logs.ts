import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { listOptions } from '../logs/list-options.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { assertNoWords, helpOption, parseArguments } from '../parse-arguments.ts'

export const manual: Manual = {
  usage: ['logs [options]', 'logs <verb>'],
  about:
    'Shows what was asked and answered, the latest last, as Markdown. Answers are logged as they come, so that one that broke off is there, too.',
  verbs: {
    list: { words: 'the same as without a verb' },
    path: { words: 'print where the database is' },
    status: { words: 'say whether answers are logged, and how many there are' },
    on: { words: 'log all answers to come' },
    off: { words: 'log none, unless --log asks for it' },
    backup: { takes: '<file>', words: 'copy the database, also while it is written to' },
  },
  options: listOptions,
  examples: [
    'via-codex logs -n 10',
    'via-codex logs -q "pelican riding"',
    'via-codex logs -r | wc -w',
    'via-codex logs --cid 0197 --json | jq -r ".[].prompt"',
    'via-codex logs --schema 3f2a61 --data-key items',
    'via-codex logs backup logs-2026.db',
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const [first = 'list', ...rest] = args
  if (first.startsWith('-')) return list(args, context)
  if (first === 'list') return list(rest, context)
  const { values, positionals } = parseArguments(rest, helpOption, 'via-codex logs --help')
  if (values.help) return context.output.print(formatManual(manual))
  if (first === 'backup') {
    const [file, ...words] = positionals
    assertNoWords(words, 'logs backup')
    return (await import('../logs/back-up.ts')).backUp(file, context)
  }
  const state = () => import('../logs/state.ts')
  const verbs: Readonly<Record<string, () => Promise<void>>> = {
    path: async () => (await state()).printPath(context),
    status: async () => (await state()).printStatus(context),
    on: async () => (await state()).turn(true, context),
    off: async () => (await state()).turn(false, context),
  }
  const work = Object.hasOwn(verbs, first) ? verbs[first] : undefined
  if (!work) {
    throw new UsageError(
      `There is no \`via-codex logs ${first}\`.`,
      `There are: ${Object.keys(manual.verbs ?? {}).join(', ')}. To search: via-codex logs -q '${first}'`,
    )
  }
  assertNoWords(positionals, `logs ${first}`)
  await work()
}

async function list(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, listOptions, 'via-codex logs --help')
  if (values.help) return context.output.print(formatManual(manual))
  assertNoWords(positionals, 'logs')
  return (await import('../logs/list.ts')).listLogs(values, context)
}
