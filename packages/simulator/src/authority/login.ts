import type { Account } from './tokens.ts'

/** What one sign-in hands out. Every value is visibly fake. */
export interface IssuedLogin {
  idToken: string
  accessToken: string
  refreshToken: string
  accountId: string
  email: string
  planType: string
  /** When the access token ends. */
  expiresAt: Date
}

/** Who signs in, and with what tokens. */
export interface IssueOptions {
  /** @default a random UUID */
  accountId?: string | undefined
  /** @default 'ada@fake.example' */
  email?: string | undefined
  /** @default 'plus' @see docs/protocol.md §2 */
  planType?: string | undefined
  /** Milliseconds until the access token ends; negative: it has ended. @default the simulator's lifetime */
  expiresInMs?: number | undefined
  /** The account lives in the government region: requests must say so. @default false */
  fedramp?: boolean | undefined
  /** The region the workspace is bound to: requests must name it. @default none */
  residency?: string | undefined
  /** Hand out access tokens that are no JWT. @default false */
  opaqueAccessToken?: boolean | undefined
}

/** One sign-in over its whole life: the tokens change, the login stays. */
export interface Login {
  account: Account
  opaqueAccessToken: boolean
  /** The one refresh token that still works. */
  refreshToken: string
  /** False while the newest refresh token has not reached its client. */
  isDelivered: boolean
  isRevoked: boolean
}

/** What became of a refresh token. */
export type RefreshTokenState = 'live' | 'used' | 'expired' | 'revoked'

/** An access token the backend may meet. */
export interface AccessTokenRecord {
  login: Login
  expiresAt: Date
  isRevoked: boolean
}
