import type { AttachmentArgument } from '../attachments/attachment.ts'
import { UsageError } from '../command-error.ts'
import { parseArguments, type ParsedArguments } from '../parse-arguments.ts'
import { toModelOptions, type OptionPair } from './model-options.ts'
import { promptOptions } from './prompt-options.ts'
import { readPairs } from './read-pairs.ts'

export type PromptSettings = ParsedArguments<typeof promptOptions>['values']

export interface PromptArguments {
  readonly settings: PromptSettings
  /** What `-o` says, checked. */
  readonly options: readonly OptionPair[]
  /** In the order of the command line. */
  readonly attachments: readonly AttachmentArgument[]
  /** What stands on the command line beside options, in order. */
  readonly words: readonly string[]
}

/** @throws UsageError */
export function parsePromptArguments(args: readonly string[]): PromptArguments {
  const { values, tokens } = parseArguments(args, promptOptions, 'via-codex --help')
  const { pairs, words } = readPairs(tokens)
  const named = (name: string) => pairs.filter((pair) => pair.name === name)
  assertCompatible(values)
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
  assertOneReader(attachments)
  return { settings: values, options, attachments, words }
}

/** Of which one at most may be there. */
const excluding: readonly (readonly (keyof PromptSettings)[])[] = [
  ['extract', 'json'],
  ['log', 'no-log'],
]

function assertCompatible(settings: PromptSettings): void {
  for (const names of excluding) {
    const [first, second] = names.filter((name) => settings[name])
    if (first === undefined || second === undefined) continue
    throw new UsageError(`--${first} and --${second} exclude each other.`, 'Leave one of them out.')
  }
}

/** What is piped in can be read once. */
function assertOneReader(attachments: readonly AttachmentArgument[]): void {
  const readers = attachments.filter(({ source }) => source === '-')
  if (readers.length < 2) return
  throw new UsageError('"-" can be given once.', 'What is piped in can be read only once.')
}
