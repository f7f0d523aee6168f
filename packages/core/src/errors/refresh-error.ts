import { CodexError, type CodexErrorOptions } from './codex-error.ts'

export type RefreshErrorCode =
  /** The authority refused the refresh token for good; see `reason`. */
  | 'REFRESH_REJECTED'
  /** The authority answered, but neither with tokens nor with a final no; or nobody may renew the login. */
  | 'REFRESH_UNAVAILABLE'
  /** The store now holds another account's login. */
  | 'ACCOUNT_CHANGED'

/** Why the authority refused. @see docs/protocol.md §3.4 */
export type RefreshFailureReason = 'expired' | 'reused' | 'revoked' | 'accountChanged' | 'other'

export interface RefreshErrorOptions extends CodexErrorOptions {
  readonly reason?: RefreshFailureReason | undefined
  /** HTTP status of the authority's answer. */
  readonly status?: number | undefined
}

/** Getting fresh tokens failed. */
export class RefreshError extends CodexError<RefreshErrorCode> {
  static readonly family = 'RefreshError'
  declare readonly reason?: RefreshFailureReason
  declare readonly status?: number

  constructor(code: RefreshErrorCode, message: string, options: RefreshErrorOptions = {}) {
    super(code, message, { isRetryable: code === 'REFRESH_UNAVAILABLE', ...options })
    if (options.reason !== undefined) this.reason = options.reason
    if (options.status !== undefined) this.status = options.status
  }
}
