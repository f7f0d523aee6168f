import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './command-error.ts'

/** Options of every command that has to do with a login. */
export const placeOptions = {
  'codex-home': { type: 'string' },
  profile: { type: 'string' },
  store: { type: 'string' },
  debug: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Options of those that use one. */
export const commonOptions = { ...placeOptions, refresh: { type: 'string' } } as const

export const onlineOptions = {
  ...commonOptions,
  simulate: { type: 'boolean', default: false },
  timeout: { type: 'string' },
} as const

type OptionTable = NonNullable<ParseArgsConfig['options']>

export type ParsedArguments<Options extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; tokens: true }>
>

/**
 * Node's own parser, its complaints turned into ours.
 *
 * @param helpCommand where to read more
 * @throws UsageError
 */
export function parseArguments<Options extends OptionTable>(
  args: readonly string[],
  options: Options,
  helpCommand: string,
): ParsedArguments<Options> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error
    throw new UsageError(
      `${message.split(/\. |\n/, 1)[0]?.replace(/\.$/, '')}.`,
      `See \`${helpCommand}\`. A text that begins with a dash goes after --, as in: via-codex -- '-5 + 3?'`,
    )
  }
}

/** Seconds, as milliseconds. */
export function parseTimeout(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const seconds = Number(value)
  if (value.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds * 1000
  throw new UsageError(`--timeout ${value} is no number of seconds.`, 'Write it like --timeout 90.')
}

/**
 * For a command without a prompt: words after it were hardly meant for it.
 *
 * @throws UsageError
 */
export function assertNoWords(words: readonly string[], command: string): void {
  if (words.length === 0) return
  throw new UsageError(
    `\`via-codex ${command}\` takes no "${words[0]}".`,
    `To send the words as a prompt: via-codex prompt '${command} ${words.join(' ')}'`,
  )
}
