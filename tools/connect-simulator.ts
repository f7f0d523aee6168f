/** For the tests of packages that stand between a host and core. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import { signInWithSiwc, siwc, type SiwcCredential } from '../packages/core/src/index.ts'
import {
  createCodexHome,
  startSimulator,
  type CodexHomeOptions,
  type JsonObject,
  type Scenario,
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

/** Looks for the tokens of a login in whatever can be seen. */
export function expectNoToken(seen: unknown, { login }: TemporaryCodexHome): void {
  const words = inspect(seen, { depth: 20, showHidden: true })
  for (const token of [login?.accessToken, login?.refreshToken, login?.idToken]) {
    expect(token).toBeTypeOf('string')
    expect(words).not.toContain(token)
  }
}

/** A picture of the hosted tool, with a first sight of it. */
export const drawn: Scenario = {
  items: [
    {
      type: 'raw',
      item: { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'RklOQUw=' },
      events: [
        {
          type: 'response.image_generation_call.partial_image',
          partial_image_index: 0,
          partial_image_b64: 'UEFSVA==',
        },
      ],
    },
  ],
}
