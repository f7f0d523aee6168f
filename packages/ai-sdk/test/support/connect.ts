import {
  createCodexHome,
  startSimulator,
  type CodexHomeOptions,
  type JsonObject,
  type Simulator,
  type SimulatorOptions,
  type TemporaryCodexHome,
} from '@via-codex/simulator'
import 'ai'
import { onTestFinished } from 'vitest'
import { createCodex, type CodexProvider } from '../../src/create-codex.ts'
import type { CodexProviderSettings } from '../../src/settings.ts'

// The SDK prints warnings unless it is told not to; the tests read them.
globalThis.AI_SDK_LOG_WARNINGS = false

export type CreateCodex = typeof createCodex

export interface Connected {
  readonly simulator: Simulator
  readonly home: TemporaryCodexHome
  readonly codex: CodexProvider
  /** The body of the newest request to a model. */
  readonly body: () => JsonObject
  /** The items of its input. */
  readonly input: () => JsonObject[]
}

/** A simulator with strict rules, a login and a provider over it, all of which end with the test. */
export async function connect(
  settings: CodexProviderSettings = {},
  simulatorOptions: SimulatorOptions = {},
  homeOptions: CodexHomeOptions = {},
  create: CreateCodex = createCodex,
): Promise<Connected> {
  const simulator = await startSimulator({ paceMs: 0, seed: 7, ...simulatorOptions })
  const home = await createCodexHome(simulator, homeOptions)
  const codex = create({ codexHome: home.path, endpoints: simulator.endpoints, ...settings })
  onTestFinished(async () => {
    await codex.close()
    await simulator.close()
    await home.dispose()
  })
  const body = () => simulator.requests.last('responses').body as JsonObject
  return { simulator, home, codex, body, input: () => body()['input'] as JsonObject[] }
}
