import type { SimulatorOptions } from '@via-codex/simulator'
import 'ai'
import type { BackendName } from '../../../../tools/backends.ts'
import {
  connectSimulator,
  type ConnectedSimulator,
  type LoginOptions,
} from '../../../../tools/connect-simulator.ts'
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
  backend: BackendName,
  settings: CodexProviderSettings = {},
  simulatorOptions: SimulatorOptions = {},
  loginOptions: LoginOptions = {},
  create: CreateCodex = createCodex,
): Promise<Connected> {
  const close = () => codex.close()
  const connected = await connectSimulator(backend, close, simulatorOptions, loginOptions)
  const codex = create({ ...connected.options, ...settings })
  return { ...connected, codex }
}
