import type { Readable } from 'node:stream'
import { CommandError } from './command-error.ts'
import type { CommandName } from './command-names.ts'
import { exitCodes } from './exit-codes.ts'
import { Interruption } from './interruption.ts'
import type { Manual } from './manual/manual.ts'
import { Output } from './output.ts'
import { StatusLine } from './status-line.ts'
import { Talk } from './talk.ts'
import type { TerminalStream } from './terminal-stream.ts'

/** What there is of the world; a test brings its own. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  /** What is piped in; `undefined` at a terminal. */
  readonly stdin: Readable | undefined
  /** What a person types; `undefined` when stdin is no terminal. */
  readonly keyboard: Readable | undefined
  /** Opens the terminal to read from, also where stdin is a pipe; `undefined` when there is none. */
  openTerminal(): Readable | undefined
  readonly stdout: TerminalStream
  readonly stderr: TerminalStream
  /** Calls back when the user wants to stop. */
  onStop(stop: (reason: Interruption) => void): void
}

/** What a command gets. */
export interface Context {
  /** Everything that stands after the program's name, the command first if there is one. */
  readonly commandLine: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable | undefined
  readonly keyboard: Readable | undefined
  readonly openTerminal: Surroundings['openTerminal']
  /** Where words for people go, for what draws there by itself. */
  readonly screen: TerminalStream
  /** Data. */
  readonly output: Output
  /** Words for people. */
  readonly talk: Talk
  readonly status: StatusLine
  /** Aborted when the user stops the command, or nobody reads its output any more. */
  readonly signal: AbortSignal
  /** What is told of a command, this one or another. */
  readonly manualOf: (name: CommandName) => Promise<Manual>
}

export function createContext(
  commandLine: readonly string[],
  surroundings: Surroundings,
  manualOf: Context['manualOf'],
): Context {
  const { env, stdout, stderr } = surroundings
  const controller = new AbortController()
  surroundings.onStop((reason) => controller.abort(reason))
  const status = new StatusLine(stderr, env)
  return {
    commandLine,
    env,
    get stdin() {
      return surroundings.stdin
    },
    get keyboard() {
      return surroundings.keyboard
    },
    openTerminal: () => surroundings.openTerminal(),
    screen: stderr,
    output: new Output(stdout, (error) => controller.abort(toAbortReason(error))),
    talk: new Talk(stderr, status),
    status,
    signal: controller.signal,
    manualOf,
  }
}

// `via-codex … | head -1` is a good end.
function toAbortReason(error: NodeJS.ErrnoException): Error {
  if (error.code === 'EPIPE') return new Interruption('Nobody reads the output.', exitCodes.ok)
  return new CommandError(
    `The output cannot be written (${error.code ?? error.message}).`,
    'Check the file or program that stdout goes to.',
  )
}
