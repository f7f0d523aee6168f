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

/** One bearer and the account it speaks for. Prints as `[redacted]`. */
export class AccessToken {
  readonly accountId: string | undefined
  readonly isFedramp: boolean
  readonly #token: string

  constructor(token: string, accountId: string | undefined, isFedramp: boolean) {
    this.#token = token
    this.accountId = accountId
    this.isFedramp = isFedramp
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
        hint: 'Sign in with a ChatGPT account: run `codex login`.',
      },
    )
  }
  const { tokens } = document
  const field = !tokens ? 'tokens' : tokens.access_token === '' ? 'tokens.access_token' : undefined
  if (!tokens || field) throw unreadableDocument(location, field ?? 'tokens')
  return document as ChatGptDocument
}

export function unreadableDocument(location: string, field: string): CredentialError {
  return new CredentialError(
    'CREDENTIAL_UNREADABLE',
    `The login in ${location} cannot be used: ${field} is missing or not what it should be.`,
    {
      field,
      locations: [location],
      hint: 'Sign in again with `codex login`.',
    },
  )
}

/** The account id is the stored one, never a token's own. @see docs/protocol.md §2 */
export function accountIdOf(document: ChatGptDocument): string | undefined {
  return document.tokens.account_id || undefined
}

export function toAccessToken(document: ChatGptDocument): AccessToken {
  const { tokens } = document
  const isFedramp = parseJwtClaims(tokens.id_token)?.isFedramp ?? false
  return new AccessToken(tokens.access_token, accountIdOf(document), isFedramp)
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
