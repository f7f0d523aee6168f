import { AuthManager } from '../credentials/auth-manager.ts'
import type { Renewal } from '../credentials/renewal.ts'
import type { SiwcCredential } from '../credentials/siwc/siwc-credential.ts'
import { nobodySignedIn, siwcFormat } from '../credentials/siwc/siwc-format.ts'
import { SiwcRegistrations } from '../credentials/siwc/siwc-registrations.ts'
import { createSiwcAuthority } from '../oauth/siwc/siwc-authority.ts'
import { processSiwcRefresh, requestSiwcRefresh } from '../oauth/siwc/siwc-grants.ts'
import { verifyRefreshed } from '../credentials/siwc/verify-refreshed.ts'
import { siwcBackend } from '../protocol/backends.ts'
import type { Exchange } from '../transport/exchange.ts'
import type { ResolvedCodexClientOptions } from './client-options.ts'
import type { Session } from './login-status.ts'
import { tellRenewal } from './tell-observers.ts'

/**
 * The sign-in that a credential names, kept fresh. Nothing else is looked for when there is none.
 *
 * @throws {@link CredentialError} `CREDENTIAL_NOT_FOUND`
 */
export async function openSiwcSession(
  options: ResolvedCodexClientOptions,
  exchange: Exchange,
  credential: SiwcCredential,
): Promise<Session> {
  const { keyring, now, logger } = options
  const issuer = options.endpoints.auth
  const registrations = new SiwcRegistrations({ credential, keyring, issuer })
  const registration = await registrations.find()
  if (!registration) throw nobodySignedIn(registrations.place.path)
  const authority = createSiwcAuthority(exchange, issuer)
  const renewal: Renewal =
    options.refresh === 'never'
      ? { by: 'never' }
      : {
          by: 'own',
          refresh: async (grant) => processSiwcRefresh(await requestSiwcRefresh(authority, grant)),
          verify: (document) => verifyRefreshed(document, authority),
        }
  const manager = new AuthManager({
    store: registrations.storeOf(registration.clientId),
    format: siwcFormat,
    renewal: tellRenewal(renewal, options.emit),
    issuer,
    defaultIssuer: issuer,
    now,
    logger,
  })
  return {
    backend: siwcBackend,
    tokens: manager,
    status: async (statusOptions) => ({
      kind: 'siwc',
      backend: 'siwc',
      because: 'the credential option',
      ...(await manager.status(statusOptions)),
    }),
    close: () => manager.close(),
  }
}
