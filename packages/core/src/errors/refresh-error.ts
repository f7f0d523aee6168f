import { CodexError, type CodexErrorOptions } from './codex-error.ts'

export type RefreshErrorCode =
  /** The authority refused the refresh token for good; see `reason`. */
  | 'REFRESH_REJECTED'
  /** The authority answered, but neither with tokens nor with a final no; or nobody may renew the login. */
  | 'REFRESH_UNAVAILABLE'
  /** The store now holds another account's login. */
  | 'ACCOUNT_CHANGED'
  /** Signing in did not work; nothing was stored. See `step`. */
  | 'SIGN_IN_FAILED'
  /** Nobody finished the sign-in in time; nothing was stored. See `step`. */
  | 'SIGN_IN_TIMED_OUT'

/** Why the authority refused. @see docs/protocol.md §3.4 */
export type RefreshFailureReason = 'expired' | 'reused' | 'revoked' | 'accountChanged' | 'other'

/**
 * Where a sign-in stopped: finding a port to listen on, the person's consent in the browser or with a
 * device code, exchanging the code for tokens, whose they are, the workspace not being an allowed one, or
 * the key or token that was given.
 */
export type SignInStep =
  | 'listen'
  | 'authorize'
  | 'deviceCode'
  | 'exchange'
  | 'identity'
  | 'workspace'
  | 'token'

export interface RefreshErrorOptions extends CodexErrorOptions {
  readonly reason?: RefreshFailureReason | undefined
  /** HTTP status of the authority's answer. */
  readonly status?: number | undefined
  readonly step?: SignInStep | undefined
}

/** Signing in or getting fresh tokens failed. */
export class RefreshError extends CodexError<RefreshErrorCode> {
  static readonly family = 'RefreshError'
  /** Of a `REFRESH_REJECTED` or `ACCOUNT_CHANGED`: why. */
  declare readonly reason?: RefreshFailureReason
  /** HTTP status of the authority's answer. */
  declare readonly status?: number
  /** Of a `SIGN_IN_…`: where it stopped. */
  declare readonly step?: SignInStep

  constructor(code: RefreshErrorCode, message: string, options: RefreshErrorOptions = {}) {
    super(code, message, { isRetryable: code === 'REFRESH_UNAVAILABLE', ...options })
    if (options.reason !== undefined) this.reason = options.reason
    if (options.status !== undefined) this.status = options.status
    if (options.step !== undefined) this.step = options.step
  }
}
