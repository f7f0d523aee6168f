import { UsageError } from './command-error.ts'
import type { Manual, Verb } from './manual/manual.ts'
import { parseArguments, placeOptions, type ParsedArguments } from './parse-arguments.ts'

type Options = Parameters<typeof parseArguments>[1]

export interface ParsedVerb<Table extends Options> {
  /** Empty when help is asked for. */
  readonly verb: string
  readonly words: readonly string[]
  readonly values: ParsedArguments<Table>['values']
}

/**
 * Parses what stands after a command that has verbs, by its manual: there must be such a verb, with as many words
 * as it takes, and no options but its own.
 *
 * @param fallback the verb when none is given
 * @throws UsageError
 */
export function parseVerb<Table extends Options>(
  command: string,
  { verbs = {} }: Manual,
  args: readonly string[],
  table: Table,
  fallback?: string,
): ParsedVerb<Table> {
  const { values, positionals, tokens } = parseArguments(args, table, `via-codex ${command} --help`)
  if ((values as { help?: boolean }).help) return { verb: '', words: [], values }
  const [name = fallback, ...words] = positionals
  const all = `There are: ${Object.keys(verbs).join(', ')}.`
  if (name === undefined) throw new UsageError(`\`via-codex ${command}\` needs a verb.`, all)
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!verb) {
    throw new UsageError(
      `There is no \`via-codex ${command} ${name}\`.`,
      `${all} To send the words as a prompt: via-codex prompt '${[command, ...positionals].join(' ')}'`,
    )
  }
  assertWords(`via-codex ${command} ${name}`, verb, words)
  const own = new Set([...Object.keys(placeOptions), ...(verb.options ?? [])])
  for (const token of tokens) {
    if (token.kind !== 'option' || own.has(token.name)) continue
    throw new UsageError(
      `\`via-codex ${command} ${name}\` has no --${token.name}.`,
      `See \`via-codex ${command} --help\`.`,
    )
  }
  return { verb: name, words, values }
}

function assertWords(command: string, { takes = '' }: Verb, words: readonly string[]): void {
  const needed = takes.match(/<[^>]+>/g)?.length ?? 0
  const possible = takes.includes('…')
    ? Infinity
    : needed + (takes.match(/\[[^\]]+\]/g)?.length ?? 0)
  if (words.length >= needed && words.length <= possible) return
  throw new UsageError(
    words.length < needed
      ? `\`${command}\` needs ${takes}.`
      : `\`${command}\` takes no "${words[possible]}".`,
    `Write it like ${command}${takes && ` ${takes}`}.`,
  )
}
