import { createHash, randomBytes } from 'node:crypto'

/** Proof that whoever exchanges a code is the one who asked for it: RFC 7636 with S256. */
export interface Pkce {
  /** 86 characters; a secret until the exchange. */
  readonly verifier: string
  readonly challenge: string
}

/** @see docs/protocol.md §4.1 */
export function createPkce(): Pkce {
  const verifier = randomText(64)
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** Random bytes as base64url: 32 of them are 43 characters. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
