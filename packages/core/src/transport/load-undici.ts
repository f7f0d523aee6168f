import type { Agent, buildConnector, Pool } from 'undici'

/** What is used of undici. */
export interface UndiciParts {
  readonly Agent: typeof Agent
  readonly Pool: typeof Pool
  readonly buildConnector: typeof buildConnector
}

/**
 * The parts of undici that are used, each from its own file. The package's index loads its mocks, its caches
 * and its own `fetch` as well, which takes nearly three times as long, at the first request of every process.
 */
export async function loadUndici(): Promise<UndiciParts> {
  try {
    const [agent, pool, connect] = await Promise.all([
      // @ts-expect-error: undici declares no types for its single files.
      import('undici/lib/dispatcher/agent.js') as Promise<{ default: typeof Agent }>,
      // @ts-expect-error: the same.
      import('undici/lib/dispatcher/pool.js') as Promise<{ default: typeof Pool }>,
      // @ts-expect-error: the same.
      import('undici/lib/core/connect.js') as Promise<{ default: typeof buildConnector }>,
    ])
    return { Agent: agent.default, Pool: pool.default, buildConnector: connect.default }
  } catch (error) {
    // A version that keeps them elsewhere still has them in the index.
    const { code } = error as { code?: unknown }
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error
    return import('undici')
  }
}
