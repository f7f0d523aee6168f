import type { IssuedTokens } from '../oauth/authorization-code-grant.ts'
import { randomText } from '../oauth/pkce.ts'
import type { AuthDotJson, StoredTokens } from '../protocol/auth-dot-json.ts'
import { parseJwtClaims } from '../protocol/jwt-claims.ts'

/** Whatever says who is signed in; all else in a document belongs to others. @see docs/protocol.md §1.2 */
const loginKeys: ReadonlySet<string> = new Set([
  'auth_mode',
  'OPENAI_API_KEY',
  'tokens',
  'last_refresh',
  'agent_identity',
  'personal_access_token',
  'bedrock_api_key',
  'bedrock_access_keys',
])

/** The document with a new login: nothing of the one before stays, keys that are no login are kept. */
export function replaceLogin(existing: AuthDotJson | undefined, login: AuthDotJson): AuthDotJson {
  const others = Object.entries(existing ?? {}).filter(([key]) => !loginKeys.has(key))
  return { ...login, ...Object.fromEntries(others) }
}

export interface ChatGptLogin {
  readonly tokens: IssuedTokens
  readonly issuer: string
  readonly clientId: string
  readonly apiKey: string | undefined
  readonly issuedAt: Date
}

/** As the Codex CLI writes it after a sign-in. @see docs/protocol.md §1.2 */
export function toChatGptLogin(login: ChatGptLogin): AuthDotJson & { tokens: StoredTokens } {
  const { idToken, accessToken, refreshToken } = login.tokens
  const accountId = parseJwtClaims(idToken)?.accountId
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: login.apiKey ?? null,
    tokens: {
      id_token: idToken,
      access_token: accessToken,
      refresh_token: refreshToken,
      ...(accountId && { account_id: accountId }),
      oauth_provenance: { issuer: login.issuer, client_id: login.clientId },
      login_owner_id: randomText(32),
    },
    last_refresh: login.issuedAt.toISOString(),
  }
}

export function toApiKeyLogin(key: string): AuthDotJson {
  return { auth_mode: 'apikey', OPENAI_API_KEY: key }
}

/** Without an `auth_mode`: the Codex CLI writes none. @see docs/protocol.md §1.2 */
export function toAccessTokenLogin(token: string): AuthDotJson {
  return { OPENAI_API_KEY: null, personal_access_token: token }
}
