import { UsageError } from '../command-error.ts'
import { parseArguments, type ParsedArguments } from '../parse-arguments.ts'
import { toModelOptions, type ModelOptions } from './model-options.ts'
import { promptOptions } from './prompt-options.ts'

export interface PromptArguments {
  readonly settings: ParsedArguments<typeof promptOptions>['values']
  readonly modelOptions: ModelOptions
  /** What stands on the command line beside options, in order. */
  readonly words: readonly string[]
}

/** @throws UsageError */
export function parsePromptArguments(args: readonly string[]): PromptArguments {
  const { values, tokens } = parseArguments(args, promptOptions, 'via-codex --help')
  const pairs: [string, string][] = []
  const words: string[] = []
  // `-o KEY VALUE`: the parser takes VALUE for a positional; it is the one right after its KEY.
  let open: { key: string; valueIndex: number } | undefined
  for (const token of tokens) {
    if (open && !(token.kind === 'positional' && token.index === open.valueIndex))
      throw noValue(open.key)
    if (token.kind === 'positional') {
      if (open) pairs.push([open.key, token.value])
      else words.push(token.value)
      open = undefined
    } else if (token.kind === 'option' && token.name === 'option') {
      const [key, value] = splitPair(token.value ?? '')
      if (value === undefined) open = { key, valueIndex: token.index + (token.inlineValue ? 1 : 2) }
      else pairs.push([key, value])
    }
  }
  if (open) throw noValue(open.key)
  if (values.extract && values.json) {
    throw new UsageError('-x and --json exclude each other.', 'Leave one of them out.')
  }
  if (values.log && values['no-log']) {
    throw new UsageError('--log and --no-log exclude each other.', 'Leave one of them out.')
  }
  return { settings: values, modelOptions: toModelOptions(pairs), words }
}

// `-o KEY=VALUE` is taken too.
function splitPair(text: string): [key: string, value?: string] {
  const at = text.indexOf('=')
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function noValue(key: string): UsageError {
  return new UsageError(`-o ${key} lacks its value.`, 'Write it like -o reasoning_effort high.')
}
