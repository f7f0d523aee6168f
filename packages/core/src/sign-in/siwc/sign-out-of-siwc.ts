import { delay } from '../../foundation/delay.ts'
import type { SiwcAuthority } from '../../oauth/siwc/siwc-authority.ts'
import { withAuthority } from '../authority-exchange.ts'
import { toSiwcAccount, type SiwcAccount } from './siwc-account.ts'
import {
  resolveSiwcContext,
  type SiwcAccountOptions,
  type SiwcContext,
} from './siwc-sign-in-options.ts'

/** What signing out comes to. */
export interface SiwcSignOutResult {
  /** The one that was signed out; absent when nobody was signed in. */
  readonly account?: SiwcAccount
  /**
   * Whether the authority has ended the sign-in too. If not, it can be ended in the settings of ChatGPT,
   * under *Security and login*, *Login connections*.
   */
  readonly revoked: boolean
}

const revocationTimeouts = { headersMs: 10_000, idleMs: 10_000, totalMs: 10_000 }
const retryWaitsMs = [300, undefined]

/**
 * Has the authority end the sign-in, and clears its tokens here, whatever the authority said. The app's
 * name for this account stays, so that a later sign-in makes no other.
 *
 * @throws TypeError for a wrong option
 * @throws {@link CredentialError} when the tokens cannot be cleared
 * @see docs/protocol.md §13.5
 */
export function signOutOfSiwc(options: SiwcAccountOptions): Promise<SiwcSignOutResult> {
  return run(resolveSiwcContext(options))
}

async function run({ client, open, signal }: SiwcContext): Promise<SiwcSignOutResult> {
  const { toSiwcDocument } = await import('../../credentials/siwc/siwc-format.ts')
  const { createSiwcAuthority } = await import('../../oauth/siwc/siwc-authority.ts')
  const registrations = await open()
  const found = await registrations.find()
  if (!found) return { revoked: false }
  const store = registrations.storeOf(found.clientId)
  const revoked = await registrations.withLock(
    async () => {
      // Tokens that cannot be opened are cleared all the same.
      const document = await store.load().catch(() => undefined)
      const refreshToken = document?.tokens?.refresh_token
      const isRevoked =
        refreshToken !== undefined &&
        (await withAuthority(
          client,
          (exchange) =>
            revoke(createSiwcAuthority(exchange, client.endpoints.auth), {
              clientId: found.clientId,
              refreshToken,
            }),
          revocationTimeouts,
        ))
      const latest = (await store.registration()) ?? found
      await store.save(toSiwcDocument({ ...latest, status: 'signedOut' }, undefined))
      return isRevoked
    },
    { signal },
  )
  const account = await toSiwcAccount(registrations, { ...found, status: 'signedOut' })
  return { account, revoked }
}

async function revoke(
  authority: SiwcAuthority,
  grant: { readonly clientId: string; readonly refreshToken: string },
): Promise<boolean> {
  const { requestSiwcRevocation } = await import('../../oauth/siwc/siwc-grants.ts')
  for (const waitMs of retryWaitsMs) {
    try {
      const response = await requestSiwcRevocation(authority, grant)
      await response.text()
      if (response.status === 200) return true
      if (response.status < 500) return false
    } catch {
      // As good as an answer that says nothing.
    }
    if (waitMs !== undefined) await delay(waitMs)
  }
  return false
}
