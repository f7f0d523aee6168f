import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { startSimulator, type Simulator, type SimulatorOptions } from '@via-codex/simulator'
import { onTestFinished } from 'vitest'
import type { AuthDotJson, SignInProgress } from '../../src/index.ts'
import { fakeLogin } from '../support/fake-tokens.ts'

/** An authority, a home and everything that was said. Ends with the test. */
export interface World {
  readonly simulator: Simulator
  /** Above the home, so that a home that was made and removed shows. */
  readonly root: string
  readonly codexHome: string
  readonly authFile: string
  readonly progress: SignInProgress[]
  readonly log: string[]
  /** What every function that signs in or out takes. */
  readonly options: {
    codexHome: string
    endpoints: Simulator['endpoints']
    env: NodeJS.ProcessEnv
    logger: {
      debug(message: string, fields?: object): void
      warn(message: string, fields?: object): void
    }
    now: () => Date
  }
  readonly onProgress: (progress: SignInProgress) => void
  /** The document as it stands. */
  read(): Promise<AuthDotJson & { tokens: Record<string, unknown> }>
  /** Every folder and file, with modes, times and contents. */
  snapshot(): Promise<Record<string, string>>
}

export const now = new Date('2026-11-22T12:00:00.123Z')

/** @param home `warm`: with an older login of another account; `cold`: not there at all */
export async function createWorld(
  home: 'cold' | 'warm' = 'cold',
  simulatorOptions: SimulatorOptions = {},
): Promise<World> {
  const simulator = await startSimulator(simulatorOptions)
  const root = await mkdtemp(join(tmpdir(), 'via-codex-sign-in-'))
  onTestFinished(async () => {
    await simulator.close()
    await rm(root, { recursive: true, force: true })
  })
  const codexHome = join(root, 'deep', '.codex')
  const authFile = join(codexHome, 'auth.json')
  if (home === 'warm') {
    await mkdir(codexHome, { recursive: true, mode: 0o700 })
    await writeFile(authFile, JSON.stringify(olderLogin), { mode: 0o600 })
    // As after any earlier sign-in or refresh.
    await writeFile(join(codexHome, 'via-codex.lock'), '', { mode: 0o600 })
  }
  const progress: SignInProgress[] = []
  const log: string[] = []
  const note = (message: string, fields?: object) =>
    void log.push(`${message} ${inspect(fields, { depth: 10 })}`)
  return {
    simulator,
    root,
    codexHome,
    authFile,
    progress,
    log,
    options: {
      codexHome,
      endpoints: simulator.endpoints,
      env: {},
      logger: { debug: note, warn: note },
      now: () => now,
    },
    onProgress: (event) => void progress.push(event),
    read: async () => JSON.parse(await readFile(authFile, 'utf8')),
    snapshot: () => snapshot(root),
  }
}

export const olderLogin = fakeLogin({
  name: 'older',
  accountId: 'account-older',
  document: { zebra: { kept: true }, personal_access_token: 'at-fake-older', alpha: 1 },
})

async function snapshot(root: string): Promise<Record<string, string>> {
  const result: Record<string, string> = {}
  for (const name of await readdir(root, { recursive: true })) {
    const path = join(root, name)
    const stats = await stat(path)
    const content = stats.isFile() ? await readFile(path, 'utf8') : `folder`
    const times = stats.isFile() ? stats.mtimeMs : ''
    result[name] = `${(stats.mode & 0o777).toString(8)} ${times} ${content}`
  }
  return result
}

/** How many servers listen in this process. */
export async function listeningPorts(): Promise<number> {
  // A closed one is counted until the loop has turned.
  await setImmediate()
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
}

export interface Visit {
  /** Each address, in order. */
  readonly urls: readonly string[]
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A browser without eyes: follows redirects and notes every address. */
export async function browse(address: string): Promise<Visit> {
  const urls = [address]
  for (;;) {
    const response = await fetch(urls.at(-1) ?? '', { redirect: 'manual' })
    const location = response.headers.get('location')
    const { status, headers } = response
    const text = await response.text()
    if (status !== 302 || location === null) return { urls, status, headers, text }
    urls.push(new URL(location, urls.at(-1)).href)
  }
}

/** An `openBrowser` that signs in at once, and what it saw in the end. */
export function autoBrowser() {
  const visited = Promise.withResolvers<Visit>()
  return {
    openBrowser: async (url: string) => {
      browse(url).then(visited.resolve, visited.reject)
    },
    visit: visited.promise,
  }
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
