/** Who signs in with ChatGPT, and with what outcome. */
export interface SiwcPerson {
  /** @default 'ada@fake.example' */
  email?: string | undefined
  /** @default 'user-fake-ada' */
  subject?: string | undefined
}

/** One app on the account of one person: what a first sign-in makes. */
export interface SiwcRegistration {
  readonly clientId: string
  readonly subject: string
  readonly email: string
  /** As the app called itself at the first sign-in. */
  readonly agentName: string
  /** The machines that signed in with it. */
  readonly hostIds: readonly string[]
}

/** What one sign-in with ChatGPT hands out. Every value is visibly fake; the ID token's signature is real. */
export interface IssuedSiwcLogin {
  clientId: string
  subject: string
  email: string
  idToken: string
  accessToken: string
  refreshToken: string
  /** When the access token ends. */
  expiresAt: Date
  /** What was granted. */
  scopes: readonly string[]
}

/** Who is signed in without HTTP, and with what tokens. */
export interface IssueSiwcOptions extends SiwcPerson {
  /** A registration that there is. @default a new one */
  clientId?: string | undefined
  /** Milliseconds until the access token ends; negative: it has ended. @default `lifetimeMs` */
  expiresInMs?: number | undefined
  /** Whether the plan may be used. @default true */
  planGranted?: boolean | undefined
}

/** How the authority counts what it did. */
export interface SiwcCounts {
  /** Clients made: one too many is a client that the person has to look at in the settings. */
  registrations: number
  exchanges: number
  refreshes: number
  rejections: number
  revocations: number
}

/** The other side of Sign in with ChatGPT. @see docs/protocol.md §13 */
export interface SiwcAuthority {
  readonly counts: SiwcCounts
  /** Who sits at the browser. @default {} */
  signsInAs: SiwcPerson
  /** Lifetime of an access token in milliseconds. @default 3_600_000 */
  lifetimeMs: number
  /** Every registration there is, in order. */
  registrations(): readonly SiwcRegistration[]
  /** Signs someone in, without HTTP. */
  issue(options?: IssueSiwcOptions): IssuedSiwcLogin
  /** Signs ID tokens with a new key from now on, and shows only that one. */
  rotateKeys(): void
  /** Ends a token's time: the access token at once, the refresh token as `refresh_token_expired`. */
  expire(token: string): void
  /** Withdraws a token. */
  revoke(token: string): void
  /** True while the refresh token would still be honoured. */
  isLive(refreshToken: string): boolean
}
