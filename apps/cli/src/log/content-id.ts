import { createHash } from 'node:crypto'

/** The SHA-256 of a text or of bytes, in hexadecimal: what is kept once is found by it. */
export function contentId(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
