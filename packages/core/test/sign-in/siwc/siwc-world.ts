import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { startSimulator, type Simulator, type SimulatorOptions } from '@via-codex/simulator'
import { onTestFinished } from 'vitest'
import {
  createCodexClient,
  signInWithSiwc,
  siwc,
  type CodexClient,
  type CodexClientOptions,
  type KeyringLibrary,
  type SignInProgress,
  type SiwcOptions,
  type SiwcSignInOptions,
} from '../../../src/index.ts'
import { autoBrowser } from '../world.ts'

/** A keyring in this process. */
export function memoryKeyring(): KeyringLibrary & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    getPassword: async (service, account) => entries.get(`${service}/${account}`) ?? null,
    setPassword: async (service, account, password) =>
      void entries.set(`${service}/${account}`, password),
    deletePassword: async (service, account) => entries.delete(`${service}/${account}`),
  }
}

/** An authority, a folder for sign-ins, and everything that was said. Ends with the test. */
export async function createSiwcWorld(simulatorOptions: SimulatorOptions = {}) {
  const clock = { now: new Date('2026-11-22T12:00:00.000Z') }
  const now = () => clock.now
  const simulator: Simulator = await startSimulator({ paceMs: 0, now, ...simulatorOptions })
  const root = await mkdtemp(join(tmpdir(), 'via-codex-siwc-'))
  onTestFinished(async () => {
    await simulator.close()
    await rm(root, { recursive: true, force: true })
  })
  const directory = join(root, 'my-app')
  const keyring = memoryKeyring()
  const said: string[] = []
  const note = (message: string, fields?: object) =>
    void said.push(`${message} ${inspect(fields, { depth: 10 })}`)
  const common = {
    keyring,
    endpoints: simulator.endpoints,
    env: {},
    now,
    logger: { debug: note, warn: note },
  }
  const credential = (more: Partial<SiwcOptions> = {}) =>
    siwc({ agentName: 'My App', directory, ...more })
  const progress: SignInProgress[] = []
  return {
    simulator,
    directory,
    keyring,
    common,
    credential,
    progress,
    /** Every word that was logged or shown. */
    said,
    advance: (ms: number) => {
      clock.now = new Date(clock.now.getTime() + ms)
    },
    signIn: (more: Partial<SiwcSignInOptions> = {}) =>
      signInWithSiwc({
        ...common,
        credential: credential(),
        onProgress: (event) => {
          progress.push(event)
          said.push(inspect(event))
        },
        openBrowser: autoBrowser().openBrowser,
        ...more,
      }),
    client: (more: CodexClientOptions = {}): CodexClient => {
      const client = createCodexClient({
        ...common,
        credential: credential(),
        cacheFolder: false,
        retry: { baseDelayMs: 1 },
        ...more,
      })
      onTestFinished(() => client.close())
      return client
    },
    /** Each file and its content. */
    files: async (): Promise<Record<string, string>> => {
      const names = await readdir(directory, { recursive: true }).catch((): string[] => [])
      const files = names.filter((name) => name.endsWith('.json'))
      const contents = await Promise.all(
        files.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const),
      )
      return Object.fromEntries(contents)
    },
  }
}

export type SiwcWorld = Awaited<ReturnType<typeof createSiwcWorld>>
