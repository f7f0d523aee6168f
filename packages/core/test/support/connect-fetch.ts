import type { SimulatorOptions } from '@via-codex/simulator'
import type { BackendName } from '../../../../tools/backends.ts'
import { connectSimulator, type ConnectedSimulator } from '../../../../tools/connect-simulator.ts'
import {
  createCodexFetch,
  type CodexFetch,
  type CodexFetchOptions,
} from '../../src/fetch/create-codex-fetch.ts'

/** A simulator, a login and a fetch that uses it, all of which end with the test. */
export async function connectFetch(
  options: CodexFetchOptions = {},
  simulatorOptions: SimulatorOptions = {},
  backend: BackendName = 'codex',
): Promise<ConnectedSimulator & { readonly codexFetch: CodexFetch }> {
  const close = () => codexFetch.close()
  const connected = await connectSimulator(backend, close, simulatorOptions)
  const codexFetch = createCodexFetch({ ...(!options.client && connected.options), ...options })
  return { ...connected, codexFetch }
}
