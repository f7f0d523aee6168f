import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { startSimulator, type Simulator, type SimulatorOptions } from '@via-codex/simulator'
import { runCli, startCli, type CliOptions, type CliResult, type RunningCli } from './run-cli.ts'
import { runInProcess, type InProcessOptions } from './run-in-process.ts'

/** A simulator, an empty folder that stands for the person's own, and the command line pointed at both. */
export interface SignInWorld {
  readonly simulator: Simulator
  readonly root: string
  /** The shared Codex home; it does not exist yet. */
  readonly codexHome: string
  readonly authFile: string
  readonly env: NodeJS.ProcessEnv
  /** In this process: quick, and enough for what a command says and does. */
  run(args: readonly string[], options?: InProcessOptions): ReturnType<typeof runInProcess>
  /** As a process of its own, like a user. */
  spawn(args: readonly string[], options?: CliOptions): Promise<CliResult>
  start(args: readonly string[], options?: CliOptions): RunningCli
  /** The login as it stands in a folder, the shared one if none is named. */
  read(folder?: string): Promise<{ tokens: Record<string, string> } & Record<string, unknown>>
  /** Everything below the root. */
  files(): Promise<string[]>
  /** An environment in which the system's way to open a browser is a script. */
  withBrowser(script: string): Promise<NodeJS.ProcessEnv>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openSignInWorld(options?: SimulatorOptions): Promise<SignInWorld> {
  const simulator = await startSimulator(options)
  simulator.authority.deviceSettings.intervalSeconds = 1
  simulator.authority.deviceSettings.pendingPolls = 0
  const root = await mkdtemp(join(tmpdir(), 'via-codex-login-'))
  const codexHome = join(root, '.codex')
  const authFile = join(codexHome, 'auth.json')
  const env: NodeJS.ProcessEnv = {
    HOME: root,
    XDG_DATA_HOME: join(root, 'data'),
    CODEX_HOME: codexHome,
    CODEX_API_KEY: '',
    CODEX_ACCESS_TOKEN: '',
    VIA_CODEX_PROFILE: '',
    VIA_CODEX_STORE: 'file',
    VIA_CODEX_CHATGPT_URL: simulator.endpoints.chatgpt,
    VIA_CODEX_API_URL: simulator.endpoints.api,
    VIA_CODEX_AUTH_URL: simulator.endpoints.auth,
    VIA_CODEX_LOGIN_PORTS: '0',
  }
  const withEnv = (more: NodeJS.ProcessEnv = {}) => ({ ...env, ...more })
  return {
    simulator,
    root,
    codexHome,
    authFile,
    env,
    run: (args, given) => runInProcess(args, { ...given, env: withEnv(given?.env) }),
    spawn: (args, given) => runCli(args, { ...given, env: withEnv(given?.env) }),
    start: (args, given) => startCli(args, { ...given, env: withEnv(given?.env) }),
    read: async (folder = codexHome) =>
      JSON.parse(await readFile(join(folder, 'auth.json'), 'utf8')),
    files: async () => (await readdir(root, { recursive: true })).toSorted(),
    async withBrowser(script) {
      const folder = join(root, 'bin')
      await mkdir(folder)
      await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`)
      await chmod(join(folder, 'xdg-open'), 0o755)
      return { ...env, PATH: `${folder}${delimiter}${process.env['PATH']}` }
    },
    async [Symbol.asyncDispose]() {
      await simulator.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** The address that the command line says to open. */
export function authorizeUrlIn(text: string): string {
  const found = /https?:\/\/\S+\/oauth\/authorize\?\S+/.exec(text)
  if (!found) throw new Error(`no address in ${JSON.stringify(text)}`)
  return found[0]
}

/** Where the authority sends the browser: what a person would copy. */
export async function callbackOf(authorizeUrl: string): Promise<string> {
  const response = await fetch(authorizeUrl, { redirect: 'manual' })
  return response.headers.get('location') ?? ''
}

export function redirectPortOf(authorizeUrl: string): number {
  return Number(new URL(new URL(authorizeUrl).searchParams.get('redirect_uri') ?? '').port)
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
