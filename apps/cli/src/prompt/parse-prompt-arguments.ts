import type { AttachmentArgument } from '../attachments/attachment.ts'
import { UsageError } from '../command-error.ts'
import { assertOneOf, parseArguments, type ParsedArguments } from '../parse-arguments.ts'
import { toModelOptions, type OptionPair } from './model-options.ts'
import { promptOptions } from './prompt-options.ts'
import { respell } from './respell.ts'
import { readPairs } from './read-pairs.ts'

export type PromptSettings = ParsedArguments<typeof promptOptions>['values']

export interface PromptArguments {
  readonly settings: PromptSettings
  /** What `-o` says, checked. */
  readonly options: readonly OptionPair[]
  /** In the order of the command line. */
  readonly attachments: readonly AttachmentArgument[]
  /** What `-p` says. */
  readonly parameters: ReadonlyMap<string, string>
  /** Whether what is piped in is an attachment or a fragment. */
  readonly takesStdin: boolean
  /** What stands on the command line beside options, in order. */
  readonly words: readonly string[]
}

/** @throws UsageError */
export function parsePromptArguments(args: readonly string[]): PromptArguments {
  const { values, tokens } = parseArguments(respell(args), promptOptions, 'via-codex --help')
  const { pairs, words } = readPairs(tokens)
  const named = (name: string) => pairs.filter((pair) => pair.name === name)
  for (const names of excluding) assertOneOf(values, names)
  const options = named('option').map(({ key, value }) => [key, value] as const)
  toModelOptions(options)
  const typed = named('at').map(({ key, value, index }) => ({ source: key, type: value, index }))
  const untyped = tokens.flatMap((token) =>
    token.kind === 'option' && token.name === 'attachment'
      ? [{ source: token.value ?? '', type: undefined, index: token.index }]
      : [],
  )
  const attachments = [...typed, ...untyped]
    .toSorted((a, b) => a.index - b.index)
    .map(({ source, type }) => ({ source, ...(type !== undefined && { type }) }))
  const parameters = new Map(named('param').map(({ key, value }) => [key, value]))
  const takesStdin = takesStdinOnce([
    ...attachments.map(({ source }) => source),
    ...values.fragment,
    ...values.sf,
  ])
  return { settings: values, options, attachments, parameters, takesStdin, words }
}

/** Of which one at most may be there. */
const excluding: readonly (readonly (keyof PromptSettings)[])[] = [
  ['extract', 'xl', 'json'],
  ['schema', 'schema-multi'],
  ['model', 'query'],
  ['log', 'no-log'],
  ['continue', 'cid'],
]

/** @throws UsageError when more than one thing is to be read from stdin */
function takesStdinOnce(sources: readonly string[]): boolean {
  const readers = sources.filter((source) => source === '-')
  if (readers.length < 2) return readers.length === 1
  throw new UsageError('"-" can be given once.', 'What is piped in can be read only once.')
}
