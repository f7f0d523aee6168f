import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { RefreshError } from '../errors/refresh-error.ts'
import { isJsonObject, parseJson } from '../protocol/json.ts'
import { version } from '../version.ts'

export interface DelegateRefreshOptions {
  /** The folder of the login, passed on as `CODEX_HOME`. */
  readonly codexHome: string
  readonly env: NodeJS.ProcessEnv
  /** The installed Codex CLI and arguments before its own. @default ['codex'] */
  readonly command?: readonly [string, ...string[]] | undefined
  /** @default 60_000 */
  readonly timeoutMs?: number | undefined
}

/**
 * Has the installed Codex CLI refresh its own login, and waits until it has. What it got is then in the
 * store. Speaks JSON-RPC with `codex app-server` over its standard streams.
 *
 * @throws {@link RefreshError} `REFRESH_UNAVAILABLE` when the CLI is not there, is too old, or fails
 * @see docs/protocol.md §3.1, §11.4
 */
export async function refreshThroughCodex(options: DelegateRefreshOptions): Promise<void> {
  const [program, ...leading] = options.command ?? ['codex']
  const timeoutMs = options.timeoutMs ?? 60_000
  const server = spawn(program, [...leading, 'app-server'], {
    env: { ...options.env, CODEX_HOME: options.codexHome },
    stdio: 'pipe',
    shell: process.platform === 'win32',
  })
  const failure = Promise.withResolvers<never>()
  const fail = (message: string, cause?: unknown) => {
    failure.reject(
      new RefreshError('REFRESH_UNAVAILABLE', message, {
        cause,
        isRetryable: false,
        hint: 'Install or update the Codex CLI, or use refresh: "own".',
      }),
    )
  }
  server.on('error', (cause) => fail(`The Codex CLI ("${program}") could not be started.`, cause))
  server.on('exit', (code) => fail(`The Codex CLI ended (${code}) before it had refreshed.`))
  // Written to a program that has gone: its exit says more.
  server.stdin.on('error', () => {})
  // It may quote tokens; not even the log is told.
  server.stderr.resume()
  const timer = setTimeout(
    () => fail(`The Codex CLI did not refresh within ${timeoutMs} ms.`),
    timeoutMs,
  )
  try {
    await Promise.race([converse(server, fail), failure.promise])
  } finally {
    clearTimeout(timer)
    failure.promise.catch(() => {})
    server.kill()
  }
}

async function converse(
  server: ChildProcessWithoutNullStreams,
  fail: (message: string) => void,
): Promise<void> {
  const answers = new Map<number, (result: unknown) => void>()
  createInterface(server.stdout).on('line', (line) => {
    const message = parseJson(line)
    if (!isJsonObject(message) || typeof message['id'] !== 'number') return
    // A request of the server's own has a method; we offer none.
    if ('method' in message) return
    if ('error' in message) fail('The Codex CLI could not refresh its login.')
    else answers.get(message['id'])?.(message['result'])
  })
  const send = (message: object) => server.stdin.write(`${JSON.stringify(message)}\n`)
  const request = (id: number, method: string, params: object) =>
    new Promise<unknown>((resolve) => {
      answers.set(id, resolve)
      send({ id, method, params })
    })
  await request(1, 'initialize', { clientInfo: { name: 'via-codex', title: 'via-codex', version } })
  send({ method: 'initialized' })
  await request(2, 'getAuthStatus', { includeToken: false, refreshToken: true })
}
