import type { ResolvedCodexClientOptions } from '../client/client-options.ts'
import { processRevocationResponse, requestRevocation } from '../oauth/revoke.ts'
import { authModeOf, type AuthDotJson } from '../protocol/auth-dot-json.ts'
import { codexClientId } from '../protocol/endpoints.ts'
import { withAuthority } from './authority-exchange.ts'
import {
  loadReplaceable,
  loginPlace,
  toKeptLogin,
  underLock,
  type KeptLogin,
} from './login-place.ts'
import {
  resolveSignInOptions,
  type ResolvedSignInOptions,
  type SignInOptions,
} from './sign-in-options.ts'

/** What signing out comes to. */
export interface SignOutResult {
  /** Where the login was looked for, for people. */
  readonly location: string
  /** The login that was deleted; absent when there was none, or none that could be read. */
  readonly removed?: KeptLogin
  /**
   * Whether the authority has ended the login too. False for keys, which it is not asked about, and when it
   * could not be asked: then copies of the login go on working.
   */
  readonly revoked: boolean
}

/** Signing out must not hang on an authority that does. */
const revocationTimeouts = { headersMs: 10_000, idleMs: 10_000, totalMs: 10_000 }

/**
 * Has the authority end the login, then deletes it here, whatever the authority said. Programs of ours
 * that are renewing the login at that moment are waited for.
 *
 * An abort counts until the authority is asked. After that the login may be dead, so it is deleted all the
 * same, without waiting for the answer.
 *
 * @throws TypeError for a wrong option, at once
 * @throws {@link CredentialError} when the login cannot be deleted
 * @see docs/protocol.md §4.5
 */
export function signOut(options?: SignInOptions): Promise<SignOutResult> {
  return run(resolveSignInOptions(options))
}

async function run({ client, signal }: ResolvedSignInOptions): Promise<SignOutResult> {
  signal?.throwIfAborted()
  const { store } = loginPlace(client)
  // The lock would make the folder of a login that never was.
  if ((await loadReplaceable(store)) === undefined)
    return { location: store.location, revoked: false }
  return underLock(store, signal, async () => {
    const existing = await loadReplaceable(store)
    if (existing === undefined || existing === 'broken') {
      await store.delete()
      return { location: store.location, revoked: false }
    }
    const revoked = await revoke(existing, client, signal)
    await store.delete()
    const { location } = store
    return { location, removed: toKeptLogin(existing, location), revoked }
  })
}

async function revoke(
  document: AuthDotJson,
  client: ResolvedCodexClientOptions,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { tokens } = document
  // Tokens that another program manages are that program's to end.
  if (!tokens?.refresh_token || authModeOf(document) === 'chatgptAuthTokens') return false
  const issuer =
    client.issuer ?? (tokens.oauth_provenance?.issuer?.replace(/\/+$/, '') || client.endpoints.auth)
  const clientId = tokens.oauth_provenance?.client_id || codexClientId
  const refreshToken = tokens.refresh_token
  try {
    return await withAuthority(
      client,
      async (exchange) =>
        processRevocationResponse(
          await requestRevocation(exchange, { issuer, clientId, refreshToken, signal }),
        ),
      revocationTimeouts,
    )
  } catch (error) {
    client.logger.warn?.('The authority could not be asked to end the login.', { error })
    return false
  }
}
