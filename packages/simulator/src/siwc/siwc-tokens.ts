import type { JsonObject } from '../json.ts'
import type { Random } from '../random.ts'

/** The name an app gives before it has one of its own. */
export const DYNAMIC_CLIENT = 'dynamic_agent_client'
/** What the tokens are for, wherever the simulator listens. */
export const RESOURCE = 'https://api.openai.com/v1'
/** Without it a token says who somebody is, and no more. */
export const PLAN_SCOPE = 'chatgpt.tokens.use.direct'
/** All that an app asks for. @see docs/protocol.md §13.2 */
export const SCOPES: readonly string[] = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'resource.invoke',
  PLAN_SCOPE,
]

/** What the tokens of one moment tell. */
export interface SiwcStamp {
  issuer: string
  clientId: string
  subject: string
  email: string
  issuedAt: Date
  expiresAt: Date
  random: Random
}

/** Who signed in, to which app. The audience is a list of one, as observed. */
export function idClaims(stamp: SiwcStamp, nonce: string | undefined): JsonObject {
  return {
    iss: stamp.issuer,
    aud: [stamp.clientId],
    sub: stamp.subject,
    email: stamp.email,
    email_verified: true,
    iat: seconds(stamp.issuedAt),
    exp: seconds(stamp.issuedAt) + 3600,
    jti: `fake-${stamp.random.hex(12)}`,
    ...(nonce === undefined ? {} : { nonce }),
  }
}

/** What may be done with it; clients take it for opaque. */
export function accessClaims(stamp: SiwcStamp, scopes: readonly string[]): JsonObject {
  return {
    iss: stamp.issuer,
    aud: RESOURCE,
    sub: stamp.subject,
    client_id: stamp.clientId,
    scope: scopes.join(' '),
    iat: seconds(stamp.issuedAt),
    nbf: seconds(stamp.issuedAt),
    exp: seconds(stamp.expiresAt),
    jti: `fake-${stamp.random.hex(12)}`,
    'https://api.openai.com/auth': {
      per_user_salt: 'fake-salt',
      encrypted_auth_metadata: `fake-${stamp.random.hex(24)}`,
    },
  }
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
