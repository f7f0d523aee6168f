import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runCommand } from '../../src/run-command.ts'
import type { CliResult } from './run-cli.ts'

/** Runs a command in this process: quick, and enough for what never leaves it. */
export async function runInProcess(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; input?: string | Buffer } = {},
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
