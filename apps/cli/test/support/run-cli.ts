import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { inject } from 'vitest'

/** What starts the command line. */
export const cliCommand = [process.execPath, inject('cliEntry')] as const

/** A pipe that nothing comes through and that stays open. */
export const openInput = Symbol('open input')

export interface CliOptions {
  env?: NodeJS.ProcessEnv | undefined
  /** Piped in; without it stdin is `/dev/null`. */
  input?: string | Buffer | typeof openInput | undefined
  /** Run by root who may not read what is not root's. @see {@link canGiveUpPrivileges} */
  withoutPrivileges?: boolean | undefined
}

export interface CliResult {
  stdout: string
  stderr: string
  /** The lines of stderr. */
  lines: string[]
  exitCode: number | null
  signal: NodeJS.Signals | null
}

export interface RunningCli {
  readonly child: ChildProcess
  readonly stdout: string
  readonly stderr: string
  /** Settles once stdout holds the text; fails when the program ends before. */
  printed(text: string): Promise<void>
  /** The same for stderr. */
  said(text: string): Promise<void>
  readonly ended: Promise<CliResult>
}

// Another user could not even start a Node that is installed in root's home.
const withoutPrivileges = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] as const

/** Whether `withoutPrivileges` works here: for root, on Linux with util-linux. */
export const canGiveUpPrivileges =
  process.getuid?.() === 0 &&
  spawnSync(withoutPrivileges[0], [withoutPrivileges[1], 'true']).status === 0

/** Starts the command line as a process of its own. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const [file, ...before] = options.withoutPrivileges
    ? ([...withoutPrivileges, ...cliCommand] as const)
    : cliCommand
  const child = spawn(file, [...before, ...args], {
    env: { ...process.env, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  // A program that ends without reading its input is no failure of the test.
  child.stdin?.on('error', () => {})
  if (options.input !== openInput) child.stdin?.end(options.input)
  const texts = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
      for (const look of waiting) look()
    })
  }
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) => {
      resolve({ ...texts, lines: linesOf(texts.stderr), exitCode, signal })
    })
  })
  const holds = (name: 'stdout' | 'stderr', text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!texts[name].includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
      void ended.then((result) =>
        reject(new Error(`ended before it wrote ${text}: ${JSON.stringify(result)}`)),
      )
    })
  return {
    child,
    get stdout() {
      return texts.stdout
    },
    get stderr() {
      return texts.stderr
    },
    ended,
    printed: (text) => holds('stdout', text),
    said: (text) => holds('stderr', text),
  }
}

export function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  return startCli(args, options).ended
}

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1)
}
