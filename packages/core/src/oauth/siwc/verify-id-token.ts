import type { JWTPayload } from 'jose'
import type { SiwcAuthority } from './siwc-authority.ts'

/** What an ID token must say. */
export interface IdTokenExpectation {
  readonly clientId: string
  /** Of the sign-in that asked for it; absent at a refresh. */
  readonly nonce?: string | undefined
  /** Who it was before, if anyone. */
  readonly subject?: string | undefined
  /** When the token came. */
  readonly at: Date
}

/** Whose a verified token is. */
export interface Identity {
  readonly subject: string
  /** A label, and only if the authority has verified it. */
  readonly email?: string
}

/** An ID token that is not to be believed; says which of its marks is wrong, never what it says. */
export class InvalidIdToken extends Error {
  /** Such as `audience`. */
  readonly mark: string

  constructor(mark: string) {
    super(`The authority's ID token has a wrong ${mark}.`)
    this.mark = mark
  }
}

const toleranceSeconds = 5

/**
 * Verifies an ID token against the authority's keys, asking for them anew when it names one that is not
 * known.
 *
 * @throws {@link InvalidIdToken}; what asking for the keys throws, which says nothing of the token
 * @see docs/protocol.md §13.3
 */
export async function verifyIdToken(
  authority: SiwcAuthority,
  token: string,
  expected: IdTokenExpectation,
): Promise<Identity> {
  const { issuer } = await authority.endpoints()
  const payload = await verify(authority, token, issuer, expected)
  const { sub, aud, azp, nonce, email, email_verified: isVerified } = payload
  const hasSeveral = Array.isArray(aud) && aud.length > 1
  if ((azp !== undefined || hasSeveral) && azp !== expected.clientId)
    throw new InvalidIdToken('azp')
  if (expected.nonce !== undefined && nonce !== expected.nonce) throw new InvalidIdToken('nonce')
  if (typeof sub !== 'string' || sub === '') throw new InvalidIdToken('subject')
  if (expected.subject !== undefined && sub !== expected.subject)
    throw new InvalidIdToken('subject')
  const isLabel = typeof email === 'string' && email !== '' && isVerified !== false
  return { subject: sub, ...(isLabel && { email }) }
}

async function verify(
  authority: SiwcAuthority,
  token: string,
  issuer: string,
  { clientId, at }: IdTokenExpectation,
): Promise<JWTPayload> {
  const { jwtVerify, createLocalJWKSet, errors } = await import('jose')
  for (const isFresh of [false, true]) {
    const keys = createLocalJWKSet(await authority.keys({ isFresh }))
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: clientId,
        algorithms: ['RS256'],
        clockTolerance: toleranceSeconds,
        currentDate: at,
        requiredClaims: ['sub', 'iat', 'exp'],
      })
      return payload
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && !isFresh) continue
      throw new InvalidIdToken(markOf(error))
    }
  }
  throw new InvalidIdToken('key')
}

const marks: Readonly<Record<string, string>> = {
  ERR_JWKS_NO_MATCHING_KEY: 'key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm',
  ERR_JWT_EXPIRED: 'expiry',
}

const marksByClaim: Readonly<Record<string, string>> = {
  iss: 'issuer',
  aud: 'audience',
  sub: 'subject',
  exp: 'expiry',
}

function markOf(error: unknown): string {
  const { code = '', claim = '' } = error as { code?: string; claim?: string }
  return marks[code] ?? marksByClaim[claim] ?? (claim || 'form')
}
