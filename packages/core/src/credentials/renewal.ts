import { RefreshError } from '../errors/refresh-error.ts'
import type { RefreshGrant } from '../oauth/refresh-grant.ts'
import type { RefreshedTokens } from '../protocol/auth-dot-json.ts'
import type { AccessToken, ChatGptDocument } from './credential.ts'
import type { HeldLogin } from './held-login.ts'

/** Who renews a login: we ourselves, nobody, or another program, which then has changed the store. */
export type Renewal =
  | {
      readonly by: 'own'
      /** Asks the authority; throws a {@link RefreshError} or a transport error. */
      readonly refresh: (grant: RefreshGrant) => Promise<RefreshedTokens>
      /**
       * Says whose the new tokens are, once they are kept: gives the document without the mark that they
       * are unverified. Throws `REFRESH_REJECTED` when they are not to be used.
       */
      readonly verify?: (document: ChatGptDocument) => Promise<ChatGptDocument>
    }
  | { readonly by: 'never' }
  | { readonly by: 'delegate'; readonly delegate: () => Promise<void> }

export function notRenewed(): RefreshError {
  return new RefreshError('REFRESH_UNAVAILABLE', 'The login has to be renewed, and was not.', {
    isRetryable: false,
    hint: 'Run `codex` once, or let via-codex renew it with refresh: "own".',
  })
}

export function isRejection(error: unknown): error is RefreshError {
  return RefreshError.isInstance(error) && error.code === 'REFRESH_REJECTED'
}

export function isAccountChanged(error: unknown): boolean {
  return RefreshError.isInstance(error) && error.code === 'ACCOUNT_CHANGED'
}

export function assertSameAccount(token: AccessToken, stored: HeldLogin): void {
  if (token.owner === stored.accessToken.owner) return
  throw new RefreshError('ACCOUNT_CHANGED', 'Another account has signed in meanwhile.', {
    reason: 'accountChanged',
    hint: 'Send the request again to use the account that is signed in now.',
  })
}
