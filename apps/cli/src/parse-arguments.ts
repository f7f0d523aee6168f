import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './command-error.ts'

/** The option of every command. */
export const helpOption = {
  help: { type: 'boolean', short: 'h', default: false, words: 'show this' },
} as const

/** Options of every command that has to do with a login. */
export const placeOptions = {
  profile: {
    type: 'string',
    value: '<name>',
    words: "a login of its own, apart from the Codex CLI's (or VIA_CODEX_PROFILE)",
  },
  'codex-home': {
    type: 'string',
    value: '<folder>',
    words: 'where the login is (default CODEX_HOME, or ~/.codex)',
  },
  store: {
    type: 'string',
    value: '<kind>',
    words:
      'how it is kept there: file, keyring, auto or age (or VIA_CODEX_STORE; default as the Codex CLI does)',
    choices: ['file', 'keyring', 'auto', 'age'],
  },
  debug: { type: 'boolean', default: false, words: 'tell each request on stderr, without secrets' },
  ...helpOption,
} as const

/** Options of those that use one. */
export const commonOptions = {
  credential: {
    type: 'string',
    value: '<name>',
    words:
      'whose plan: codex, the Codex login (default), or chatgpt, what was signed in to with login --chatgpt (or set by auth use)',
    choices: ['codex', 'chatgpt'],
  },
  refresh: {
    type: 'string',
    value: '<who>',
    words: 'who renews the login: own (default), never, or delegate, which has the Codex CLI do it',
    choices: ['own', 'never', 'delegate'],
  },
  ...placeOptions,
} as const

/** Options of those that ask the server. */
export const onlineOptions = {
  simulate: {
    type: 'boolean',
    default: false,
    words: 'ask a simulator in this process: no login, no network',
  },
  timeout: {
    type: 'string',
    value: '<s>',
    words: 'give up after so many seconds without a word (default 300)',
  },
  ...commonOptions,
} as const

export const jsonOption = {
  json: { type: 'boolean', default: false, words: 'as JSON' },
} as const

type ParsedOptions = NonNullable<ParseArgsConfig['options']>

export type ParsedArguments<Options extends ParsedOptions> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; tokens: true }>
>

/**
 * Node's own parser, its complaints turned into ours.
 *
 * @param helpCommand where to read more
 * @throws UsageError
 */
export function parseArguments<Options extends ParsedOptions>(
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

/**
 * For options that exclude each other.
 *
 * @throws UsageError when more than one of them is given
 */
export function assertOneOf(
  settings: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  const [first, second] = names.filter((name) => settings[name])
  if (first === undefined || second === undefined) return
  throw new UsageError(`--${first} and --${second} exclude each other.`, 'Leave one of them out.')
}
