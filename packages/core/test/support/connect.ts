import {
  createCodexHome,
  startSimulator,
  type CodexHomeOptions,
  type Simulator,
  type SimulatorOptions,
  type TemporaryCodexHome,
} from '@via-codex/simulator'
import { onTestFinished } from 'vitest'
import type { CodexClientOptions } from '../../src/client/client-options.ts'
import { createCodexClient, type CodexClient } from '../../src/client/codex-client.ts'

export interface Connected {
  readonly simulator: Simulator
  readonly home: TemporaryCodexHome
  readonly client: CodexClient
}

/** A simulator, a login and a client of it, all of which end with the test. Tries come fast. */
export async function connect(
  options: CodexClientOptions = {},
  simulatorOptions: SimulatorOptions = {},
  homeOptions: CodexHomeOptions = {},
): Promise<Connected> {
  const simulator = await startSimulator({ paceMs: 0, seed: 7, ...simulatorOptions })
  const home = await createCodexHome(simulator, homeOptions)
  const client = createCodexClient({
    codexHome: home.path,
    endpoints: simulator.endpoints,
    cacheFolder: false,
    ...options,
    retry: { baseDelayMs: 1, ...options.retry },
  })
  onTestFinished(async () => {
    await client.close()
    await simulator.close()
    await home.dispose()
  })
  return { simulator, home, client }
}
