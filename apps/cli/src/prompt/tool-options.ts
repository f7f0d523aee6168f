import { CommandError, UsageError } from '../command-error.ts'

/** Options on tools that are run here. */
export const toolOptions = {
  tool: {
    type: 'string',
    short: 'T',
    multiple: true,
    default: [] as string[],
    value: '<name>',
    words:
      'let the model call a tool, or all of a file of tools; see `via-codex tools`; repeatable',
  },
  functions: {
    type: 'string',
    multiple: true,
    default: [] as string[],
    value: '<file>',
    words: 'let it call the tools that a JavaScript or TypeScript file exports; repeatable',
  },
  mcp: {
    type: 'string',
    multiple: true,
    default: [] as string[],
    value: '<server>',
    words: 'let it call those of an MCP server, by its command or its address; repeatable',
  },
  td: { type: 'boolean', default: false, words: 'show each call and what came of it, on stderr' },
  ta: { type: 'boolean', default: false, words: 'ask you before each call, at the terminal' },
  cl: {
    type: 'string',
    value: '<n>',
    words: 'how often the model is asked at most, tools in between (default 5; 0: no limit)',
  },
  'tool-timeout': {
    type: 'string',
    value: '<s>',
    words: 'how long a call may take, and the loading of tools (default 120)',
  },
} as const

/** `--cl`, as core takes it. @throws UsageError */
export function parseChainLimit(text: string | undefined): number {
  const count = Number(text ?? 5)
  if (text?.trim() === '' || !Number.isInteger(count) || count < 0) {
    throw new UsageError(
      `--cl ${text} is no number of times.`,
      'Write it like --cl 10; 0 is no limit.',
    )
  }
  return count === 0 ? Infinity : count
}

/** `--tool-timeout`, in milliseconds. @throws UsageError */
export function parseToolTimeout(text: string | undefined): number {
  const seconds = Number(text ?? 120)
  if (text?.trim() !== '' && seconds > 0 && seconds <= 86_400) return seconds * 1000
  throw new UsageError(
    `--tool-timeout ${text} is no number of seconds.`,
    'Write it like --tool-timeout 30.',
  )
}

/** The model was not done. */
export function chainLimitReached(text: string | undefined): CommandError {
  return new CommandError(
    `The model was asked ${parseChainLimit(text)} times and wants more of its tools.`,
    'Raise the limit with --cl; --cl 0 is none. To go on from here: -c.',
  )
}
