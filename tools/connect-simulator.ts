/** For the tests of packages that stand between a host and core. */
import { onTestFinished } from 'vitest'
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
