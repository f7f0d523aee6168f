import type { Agent } from 'undici'

/**
 * undici's agent alone. The package's index loads its mocks, its caches and its own `fetch` as well,
 * nearly three times as much, at the first request of every process.
 */
export async function loadAgent(): Promise<typeof Agent> {
  try {
    // @ts-expect-error: undici declares no types for its single files.
    return ((await import('undici/lib/dispatcher/agent.js')) as { default: typeof Agent }).default
  } catch (error) {
    // A version that keeps it elsewhere still has it in the index.
    const { code } = error as { code?: unknown }
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error
    return (await import('undici')).Agent
  }
}
