import type * as Core from '@via-codex/core'
import type { CodexFetch, CodexFetchOptions, FetchFunction } from '@via-codex/core'

/** Core's fetch, made at its first use. */
export interface LazyFetch {
  readonly fetch: FetchFunction
  /**
   * Loads core, once.
   *
   * @throws TypeError for an option that core refuses
   */
  open(): Promise<{ readonly core: typeof Core; readonly codexFetch: CodexFetch }>
  /** Leaves a client open that was given. */
  close(): Promise<void>
}

/** Reads nothing and connects to nothing, and loads nothing either, before the first request. */
export function createLazyFetch(options: CodexFetchOptions): LazyFetch {
  const load = async () => {
    const core = await import('@via-codex/core')
    return { core, codexFetch: core.createCodexFetch(options) }
  }
  let opened: ReturnType<typeof load> | undefined
  const open = () => (opened ??= load())
  return {
    open,
    async fetch(input, init) {
      const { codexFetch } = await open()
      return codexFetch(input, init)
    },
    async close() {
      const { codexFetch } = await open()
      await codexFetch.close()
    },
  }
}
