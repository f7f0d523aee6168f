import type { ParsedArguments } from '../parse-arguments.ts'
import { UsageError } from '../command-error.ts'
import type { promptOptions } from './prompt-options.ts'

type Token = ParsedArguments<typeof promptOptions>['tokens'][number]

/** Options of two values, and how to write each. `KEY=VALUE` will do where a key can hold no "=". */
const pairOptions: Readonly<Record<string, { form: string; takesEquals: boolean }>> = {
  option: { form: '-o reasoning_effort high', takesEquals: true },
  param: { form: '-p name value', takesEquals: true },
  at: { form: '--at photo image/jpeg', takesEquals: false },
}

export interface Pair {
  /** The option's long name. */
  readonly name: string
  readonly key: string
  readonly value: string
  /** Where it stands on the command line. */
  readonly index: number
}

/**
 * Takes `-o KEY VALUE` apart: the parser takes VALUE for a positional; it is the one right after its KEY.
 *
 * @returns the pairs, and the words that are left
 * @throws UsageError for an option without its second value
 */
export function readPairs(tokens: readonly Token[]): { pairs: Pair[]; words: string[] } {
  const pairs: Pair[] = []
  const words: string[] = []
  let open: (Omit<Pair, 'value'> & { valueIndex: number }) | undefined
  for (const token of tokens) {
    if (open && !(token.kind === 'positional' && token.index === open.valueIndex))
      throw noValue(open)
    if (token.kind === 'positional') {
      if (open)
        pairs.push({ name: open.name, key: open.key, value: token.value, index: open.index })
      else words.push(token.value)
      open = undefined
    } else if (token.kind === 'option' && Object.hasOwn(pairOptions, token.name)) {
      const { name, index, value: text = '', inlineValue } = token
      const at = pairOptions[name]?.takesEquals ? text.indexOf('=') : -1
      if (at === -1) open = { name, key: text, index, valueIndex: index + (inlineValue ? 1 : 2) }
      else pairs.push({ name, key: text.slice(0, at), value: text.slice(at + 1), index })
    }
  }
  if (open) throw noValue(open)
  return { pairs, words }
}

function noValue({ name, key }: Omit<Pair, 'value'>): UsageError {
  const { form = '' } = pairOptions[name] ?? {}
  const [spelling] = form.split(' ', 1)
  return new UsageError(`${spelling} ${key} lacks its value.`, `Write it like ${form}.`)
}
