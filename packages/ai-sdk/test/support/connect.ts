import type { CodexHomeOptions, SimulatorOptions } from '@via-codex/simulator'
import 'ai'
import { connectSimulator, type ConnectedSimulator } from '../../../../tools/connect-simulator.ts'
import { createCodex, type CodexProvider } from '../../src/create-codex.ts'
import type { CodexProviderSettings } from '../../src/settings.ts'

// The SDK prints warnings unless it is told not to; the tests read them.
globalThis.AI_SDK_LOG_WARNINGS = false

export type CreateCodex = typeof createCodex

export interface Connected extends ConnectedSimulator {
  readonly codex: CodexProvider
}

/** A simulator with strict rules, a login and a provider over it, all of which end with the test. */
export async function connect(
  settings: CodexProviderSettings = {},
  simulatorOptions: SimulatorOptions = {},
  homeOptions: CodexHomeOptions = {},
  create: CreateCodex = createCodex,
): Promise<Connected> {
  const connected = await connectSimulator(() => codex.close(), simulatorOptions, homeOptions)
  const { simulator, home } = connected
  const codex = create({ codexHome: home.path, endpoints: simulator.endpoints, ...settings })
  return { ...connected, codex }
}
