import type { JsonObject } from '../json.ts'
import type { Random } from '../random.ts'

/** The client id every Codex login names. @see docs/protocol.md §3.1 */
export const CODEX_CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann'

/** Who a login belongs to, as its tokens tell it. */
export interface Account {
  accountId: string
  userId: string
  email: string
  planType: string
  /** The account lives in the government region. */
  fedramp: boolean
  /** The region the workspace is bound to, such as `us`. */
  residency: string | undefined
}

/** What a token is stamped with. */
export interface TokenStamp {
  issuer: string
  issuedAt: Date
  expiresAt: Date
  random: Random
}

/** A well-formed ID token whose every mark says it is fake. @see docs/protocol.md §2 */
export function createIdToken(account: Account, stamp: TokenStamp): string {
  return createJwt({
    iss: stamp.issuer,
    aud: [CODEX_CLIENT_ID],
    sub: `auth0|fake-${account.userId}`,
    email: account.email,
    email_verified: true,
    iat: seconds(stamp.issuedAt),
    exp: seconds(stamp.issuedAt) + 3600,
    jti: `fake-${stamp.random.hex(12)}`,
    'https://api.openai.com/auth': authClaim(account),
  })
}

/** A well-formed access token. @see docs/protocol.md §2 */
export function createAccessToken(account: Account, stamp: TokenStamp): string {
  return createJwt({
    iss: stamp.issuer,
    aud: ['https://api.openai.com/v1'],
    client_id: CODEX_CLIENT_ID,
    sub: `auth0|fake-${account.userId}`,
    iat: seconds(stamp.issuedAt),
    exp: seconds(stamp.expiresAt),
    jti: `fake-${stamp.random.hex(12)}`,
    'https://api.openai.com/auth': authClaim(account),
    'https://api.openai.com/profile': { email: account.email, email_verified: true },
  })
}

/** An access token that is no JWT: its end cannot be read from it. */
export function createOpaqueToken(random: Random): string {
  return `fake-opaque-access-token-${random.hex(24)}`
}

/** A refresh token good for one use. */
export function createRefreshToken(random: Random): string {
  return `rt-fake-${random.hex(40)}`
}

function authClaim(account: Account): JsonObject {
  return {
    chatgpt_account_id: account.accountId,
    chatgpt_account_is_fedramp: account.fedramp,
    chatgpt_plan_type: account.planType,
    chatgpt_user_id: account.userId,
    user_id: account.userId,
    ...(account.residency === undefined ? {} : { chatgpt_data_residency: account.residency }),
  }
}

function createJwt(payload: JsonObject): string {
  const header = { alg: 'RS256', kid: 'fake-key', typ: 'JWT' }
  return [
    base64Url(JSON.stringify(header)),
    base64Url(JSON.stringify(payload)),
    base64Url('fake-signature-that-verifies-nothing'),
  ].join('.')
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
