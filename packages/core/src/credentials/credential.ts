import { inspect } from 'node:util'
import { CredentialError } from '../errors/credential-error.ts'
import { authModeOf, type AuthDotJson, type StoredTokens } from '../protocol/auth-dot-json.ts'
import { parseJwtClaims } from '../protocol/jwt-claims.ts'

/** Whose login it is. */
export interface Account {
  /** What the backend calls the workspace; absent in some personal logins. */
  readonly accountId?: string
  readonly email?: string
  readonly planType?: string
}

/** What a token's requests have to say beside the token. */
export interface TokenIdentity {
  /** What the backend calls the workspace. */
  readonly accountId?: string | undefined
  readonly planType?: string | undefined
  readonly isFedramp?: boolean | undefined
  readonly dataResidency?: string | undefined
  /** Who it is, where there is no workspace to name; never sent. */
  readonly subject?: string | undefined
}

/** One bearer and the account it speaks for. Prints as `[redacted]`. */
export class AccessToken {
  readonly identity: TokenIdentity
  readonly #token: string

  constructor(token: string, identity: TokenIdentity = {}) {
    this.identity = identity
    this.#token = token
  }

  get accountId(): string | undefined {
    return this.identity.accountId
  }

  /** Whose it is, to tell one login from another. */
  get owner(): string | undefined {
    return this.identity.accountId ?? this.identity.subject
  }

  /** The secret itself, for the one line that sends it. */
  reveal(): string {
    return this.#token
  }

  equals(other: AccessToken): boolean {
    return this.#token === other.#token
  }

  toJSON(): string {
    return '[redacted]'
  }

  [inspect.custom](): string {
    return 'AccessToken [redacted]'
  }
}

/** A login document that holds the tokens of a ChatGPT login. */
export type ChatGptDocument = AuthDotJson & { tokens: StoredTokens }

/**
 * The document as one that a Codex login can be used from.
 *
 * @param location where it was found, for the error
 * @throws {@link CredentialError} `CREDENTIAL_WRONG_MODE` for a login of another kind,
 *   `CREDENTIAL_UNREADABLE` when its tokens are missing or no tokens
 * @see docs/protocol.md §1.2, §1.3
 */
export function toChatGptDocument(document: AuthDotJson, location: string): ChatGptDocument {
  const authMode = authModeOf(document)
  if (authMode !== 'chatgpt' && authMode !== 'chatgptAuthTokens') {
    throw new CredentialError(
      'CREDENTIAL_WRONG_MODE',
      `The login in ${location} is of the kind "${authMode}".`,
      {
        authMode,
        locations: [location],
        hint: 'Sign in with a ChatGPT account: run `via-codex login` or `codex login`.',
      },
    )
  }
  const { tokens } = document
  if (!tokens) throw unreadableDocument(location, 'tokens')
  assertHeaderValue(tokens.access_token, location, 'tokens.access_token')
  if (tokens.account_id) assertHeaderValue(tokens.account_id, location, 'tokens.account_id')
  return document as ChatGptDocument
}

/**
 * A secret that no header can carry would otherwise be quoted by whoever finds out.
 *
 * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE`
 */
export function assertHeaderValue(value: unknown, location: string, field: string): void {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
    throw unreadableDocument(location, field)
}

export function unreadableDocument(location: string, field: string): CredentialError {
  return new CredentialError(
    'CREDENTIAL_UNREADABLE',
    `The login in ${location} cannot be used: ${field} is missing or not what it should be.`,
    {
      field,
      locations: [location],
      hint: 'Sign in again with `via-codex login` or `codex login`.',
    },
  )
}

/** The account id is the stored one, never a token's own. @see docs/protocol.md §2 */
export function accountIdOf(document: ChatGptDocument): string | undefined {
  return document.tokens.account_id || undefined
}

/** The bearer of a stored login, with what its ID token tells. */
export function toAccessToken(document: ChatGptDocument): AccessToken {
  const { tokens } = document
  const claims = parseJwtClaims(tokens.id_token)
  return new AccessToken(tokens.access_token, {
    accountId: accountIdOf(document),
    planType: claims?.planType,
    isFedramp: claims?.isFedramp,
    dataResidency: claims?.dataResidency ?? parseJwtClaims(tokens.access_token)?.dataResidency,
  })
}

/** A bearer that came without a document: the account is the one given, else the one it names itself. */
export function toBareAccessToken(token: string, accountId?: string): AccessToken {
  const claims = parseJwtClaims(token)
  return new AccessToken(token, {
    accountId: accountId ?? claims?.accountId,
    planType: claims?.planType,
    isFedramp: claims?.isFedramp,
    dataResidency: claims?.dataResidency,
  })
}

export function toAccount(document: ChatGptDocument): Account {
  const claims = parseJwtClaims(document.tokens.id_token)
  const accountId = accountIdOf(document)
  return {
    ...(accountId && { accountId }),
    ...(claims?.email && { email: claims.email }),
    ...(claims?.planType && { planType: claims.planType }),
  }
}
