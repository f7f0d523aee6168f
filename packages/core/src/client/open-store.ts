import { resolveCodexHome } from '../credentials/codex-home.ts'
import type { AuthStore } from '../credentials/stores/auth-store.ts'
import type { StoreChoice } from '../credentials/stores/choose-store.ts'
import { openAuthStore } from '../credentials/stores/open-auth-store.ts'
import type { ResolvedCodexClientOptions } from './client-options.ts'

/** The store that the options lead to. */
export interface OpenedStore {
  readonly store: AuthStore
  /** Which of the Codex CLI's places it is, and why; `undefined` for a place of the caller's own. */
  choice(): Promise<StoreChoice | undefined>
}

/** Touches nothing: the place is chosen at its first use. */
export function openStore(options: ResolvedCodexClientOptions): OpenedStore {
  const { env, keyring, store } = options
  if (typeof store === 'object') return { store, choice: async () => undefined }
  const home = resolveCodexHome(options.codexHome, env)
  const opened = openAuthStore({ home, env, keyring, store })
  return { store: opened, choice: () => opened.choice() }
}
