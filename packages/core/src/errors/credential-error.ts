import { CodexError, type CodexErrorOptions } from './codex-error.ts'

export type CredentialErrorCode =
  /** No login in any place looked at. */
  | 'CREDENTIAL_NOT_FOUND'
  /** A login is there but is not what we know: torn, not JSON, a field missing, no permission. */
  | 'CREDENTIAL_UNREADABLE'
  /** A login of a kind this call cannot use. */
  | 'CREDENTIAL_WRONG_MODE'
  /** Disk, lock or keyring refused. */
  | 'CREDENTIAL_STORE_FAILED'

export interface CredentialErrorOptions extends CodexErrorOptions {
  /** The places concerned, for people. */
  readonly locations?: readonly string[] | undefined
  /** The first field that is not what it should be. */
  readonly field?: string | undefined
  readonly authMode?: string | undefined
}

/** Finding, reading or keeping the login failed. */
export class CredentialError extends CodexError<CredentialErrorCode> {
  static readonly family = 'CredentialError'
  readonly locations: readonly string[]
  declare readonly field?: string
  /** Of a `CREDENTIAL_WRONG_MODE`: the kind of login that was found. */
  declare readonly authMode?: string

  constructor(code: CredentialErrorCode, message: string, options: CredentialErrorOptions = {}) {
    super(code, message, options)
    this.locations = options.locations ?? []
    if (options.field !== undefined) this.field = options.field
    if (options.authMode !== undefined) this.authMode = options.authMode
  }
}
