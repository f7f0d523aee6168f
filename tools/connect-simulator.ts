/** For the tests of packages that stand between a host and core. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { signInWithSiwc, siwc, type SiwcCredential } from '../packages/core/src/index.ts'
import {
  createCodexHome,
  startSimulator,
  type CodexHomeOptions,
  type JsonObject,
  type Simulator,
  type SimulatorOptions,
  type TemporaryCodexHome,
} from '../packages/simulator/src/index.ts'

export interface ConnectedSimulator {
  readonly simulator: Simulator
  readonly home: TemporaryCodexHome
  /** The body of the newest request to a model. */
  readonly body: () => JsonObject
  /** The items of its input. */
  readonly input: () => JsonObject[]
}

/**
 * A simulator with strict rules and a login of it, both of which end with the test.
 *
 * @param close ends what was made over them, first
 */
export async function connectSimulator(
  close: () => Promise<void>,
  simulatorOptions: SimulatorOptions = {},
  homeOptions: CodexHomeOptions = {},
): Promise<ConnectedSimulator> {
  const simulator = await startSimulator({ paceMs: 0, seed: 7, ...simulatorOptions })
  const home = await createCodexHome(simulator, homeOptions)
  onTestFinished(async () => {
    await close()
    await simulator.close()
    await home.dispose()
  })
  const body = () => simulator.requests.last('responses').body as JsonObject
  return { simulator, home, body, input: () => body()['input'] as JsonObject[] }
}

export interface ConnectedWithSiwc {
  readonly simulator: Simulator
  readonly credential: SiwcCredential
  /** The body of the newest request to a model. */
  readonly body: () => JsonObject
}

/** A simulator where someone has signed in with ChatGPT, both of which end with the test. */
export async function connectWithSiwc(close: () => Promise<void>): Promise<ConnectedWithSiwc> {
  const simulator = await startSimulator({ paceMs: 0 })
  const directory = await mkdtemp(join(tmpdir(), 'via-codex-siwc-'))
  const credential = siwc({ agentName: 'my-app', directory, dangerouslyStorePlaintext: true })
  await signInWithSiwc({
    credential,
    endpoints: simulator.endpoints,
    openBrowser: async (url) => void fetch(url).then((response) => response.text()),
  })
  onTestFinished(async () => {
    await close()
    await simulator.close()
    await rm(directory, { recursive: true, force: true })
  })
  const body = () => simulator.requests.last('responses').body as JsonObject
  return { simulator, credential, body }
}
