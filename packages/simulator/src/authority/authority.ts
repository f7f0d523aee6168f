import type { IssuedLogin, IssueOptions } from './login.ts'

/** What a code exchange must prove. */
export interface CodeOptions extends IssueOptions {
  /** The S256 challenge sent at the start of the sign-in. */
  codeChallenge: string
  redirectUri: string
}

/** How the authority counts what it did. */
export interface AuthorityCounts {
  /** Refresh tokens rotated. */
  refreshes: number
  /** Refreshes refused. */
  rejections: number
  /** Codes exchanged. */
  exchanges: number
  /** Tokens revoked over HTTP. */
  revocations: number
}

/** The keeper of logins: who holds which token, and which of them still work. */
export interface Authority {
  /** What it has done so far. */
  readonly counts: AuthorityCounts
  /** Who signs in through the browser or a device code. @default {} */
  signsInAs: IssueOptions
  /** How a device sign-in goes: the interval it names, and how many polls stay pending. @default 1 and 1 */
  deviceSettings: { intervalSeconds: number; pendingPolls: number }
  /** Signs someone in, without HTTP. */
  issue(options?: IssueOptions): IssuedLogin
  /** A platform key; the platform's paths accept it, the Codex ones do not. */
  issueApiKey(): string
  /** A personal access token (`at-…`) of a new login: it has no end and cannot be refreshed. @see docs/protocol.md §4.4 */
  issuePersonalAccessToken(options?: IssueOptions): string
  /** A one-time code, as the browser would bring it back. @see docs/protocol.md §4.1 */
  issueCode(options: CodeOptions): string
  /** Ends a token's time: the access token at once, the refresh token as `expired`. */
  expire(token: string): void
  /** Withdraws a token: the access token at once, the refresh token as `invalidated`. */
  revoke(token: string): void
  /** True while the refresh token would still be honoured. */
  isLive(refreshToken: string): boolean
  /**
   * The accounts whose login is lost: revoked, expired, or rotated with an answer that never reached its client.
   * Empty means nobody has to sign in again.
   */
  loggedOut(): string[]
}
