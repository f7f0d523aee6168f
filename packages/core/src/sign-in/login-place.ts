import { dirname } from 'node:path'
import type { ResolvedCodexClientOptions } from '../client/client-options.ts'
import { openStore } from '../client/open-store.ts'
import { resolveCodexHome } from '../credentials/codex-home.ts'
import { toAccount, toChatGptDocument, type Account } from '../credentials/credential.ts'
import type { AuthStore } from '../credentials/stores/auth-store.ts'
import { FileAuthStore } from '../credentials/stores/file-auth-store.ts'
import { CredentialError } from '../errors/credential-error.ts'
import { waitUnlessAborted } from '../foundation/delay.ts'
import { authModeOf, type AuthDotJson, type AuthMode } from '../protocol/auth-dot-json.ts'

/** Where a login is, or is to be. */
export interface LoginPlace {
  readonly store: AuthStore
  /** The folder it needs on disk, if it needs one. */
  readonly folder: string | undefined
}

/** The same place that {@link createCodexClient} reads from. Touches no disk. */
export function loginPlace(options: ResolvedCodexClientOptions): LoginPlace {
  const { store } = openStore(options)
  if (typeof options.store !== 'object') {
    return { store, folder: resolveCodexHome(options.codexHome, options.env).path }
  }
  return { store, folder: store instanceof FileAuthStore ? dirname(store.location) : undefined }
}

/**
 * The document as it stands; `'broken'` when its content is beyond use, for which signing in again is the
 * cure.
 *
 * @throws {@link CredentialError} when it cannot even be read
 */
export async function loadReplaceable(
  store: AuthStore,
): Promise<AuthDotJson | 'broken' | undefined> {
  try {
    return await store.load()
  } catch (error) {
    if (isBeyondUse(error)) return 'broken'
    throw error
  }
}

/** A field is named when it is the content that is wrong, and not the way to it. */
function isBeyondUse(error: unknown): boolean {
  if (!CredentialError.isInstance(error)) return false
  return error.code === 'CREDENTIAL_UNREADABLE' && error.field !== undefined
}

/** Runs `work` under the store's lock. An abort counts until the work begins, and not after. */
export async function underLock<T>(
  store: AuthStore,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  let hasBegun = false
  const begin = async () => {
    signal?.throwIfAborted()
    hasBegun = true
    return work()
  }
  const locked = store.withLock ? store.withLock(begin, { signal }) : begin()
  try {
    return await waitUnlessAborted(locked, signal)
  } catch (error) {
    if (!hasBegun) throw error
  }
  return locked
}

/** A login without its secrets. */
export interface KeptLogin {
  readonly authMode: AuthMode
  /** What the login itself says of it: nothing when it is a key. */
  readonly account: Account
}

export function toKeptLogin(document: AuthDotJson, location: string): KeptLogin {
  const authMode = authModeOf(document)
  try {
    return { authMode, account: toAccount(toChatGptDocument(document, location)) }
  } catch {
    return { authMode, account: {} }
  }
}
