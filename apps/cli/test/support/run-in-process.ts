import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runCommand } from '../../src/run-command.ts'
import type { CliResult } from './run-cli.ts'

export interface InProcessOptions {
  env?: NodeJS.ProcessEnv | undefined
  /** Piped in; without it there is no input. */
  input?: string | Buffer | undefined
}

/** Runs a command in this process: quick, and enough for what never leaves it. */
export async function runInProcess(
  args: readonly string[],
  options: InProcessOptions = {},
): Promise<Omit<CliResult, 'signal'>> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const texts = Promise.all([text(stdout), text(stderr)])
  const exitCode = await runCommand(args, {
    env: { ...process.env, ...options.env },
    keyboard: undefined,
    openTerminal: () => undefined,
    stdin: options.input === undefined ? undefined : Readable.from([Buffer.from(options.input)]),
    stdout,
    stderr,
    onStop() {},
  })
  stdout.end()
  stderr.end()
  const [out, talk] = await texts
  return { stdout: out, stderr: talk, lines: talk.split('\n').slice(0, -1), exitCode }
}
