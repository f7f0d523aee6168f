import type { SimulatorOptions } from '@via-codex/simulator'
import { onTestFinished } from 'vitest'
import {
  createCodexFetch,
  type CodexFetch,
  type CodexFetchOptions,
} from '../../src/fetch/create-codex-fetch.ts'
import { connect, type Connected } from './connect.ts'

/** A simulator, a login and a fetch that uses it, all of which end with the test. */
export async function connectFetch(
  options: CodexFetchOptions = {},
  simulatorOptions: SimulatorOptions = {},
): Promise<Connected & { readonly codexFetch: CodexFetch }> {
  const connected = await connect({}, simulatorOptions)
  const { home, simulator } = connected
  const codexFetch = createCodexFetch({
    ...(!options.client && { codexHome: home.path, endpoints: simulator.endpoints }),
    ...options,
  })
  onTestFinished(() => codexFetch.close())
  return { ...connected, codexFetch }
}
