import { timingSafeEqual } from 'node:crypto'
import { isIssuedClientId } from '../../protocol/siwc.ts'
import type { CallbackVerdict } from '../callback.ts'
import { signInFailed, toOneLine } from '../sign-in-failure.ts'

export interface SiwcCallback {
  readonly issuer: string
  /** The name we asked with; absent at a first sign-in, which must bring one. */
  readonly clientId?: string | undefined
}

/**
 * Judges what the browser came back with: first the state, then a refusal, then whose it is, then the code.
 * A member that comes twice belongs to nobody's sign-in.
 *
 * @see docs/protocol.md §13.2
 */
export function judgeSiwcCallback(
  query: URLSearchParams,
  state: string,
  expected: SiwcCallback,
): CallbackVerdict {
  const isDoubled = ['state', 'code', 'client_id', 'error', 'iss'].some(
    (name) => query.getAll(name).length > 1,
  )
  if (isDoubled || !isSameText(query.get('state') ?? '', state)) return { kind: 'otherSignIn' }
  const error = query.get('error')
  if (error) return { kind: 'refused', error: refusal(error) }
  const issuer = query.get('iss')
  const named = query.get('client_id')
  if (issuer !== null && issuer !== expected.issuer) return foreign('another issuer')
  if (named !== null && !isIssuedClientId(named)) return foreign('a name that cannot be one')
  if (expected.clientId !== undefined && named !== null && named !== expected.clientId)
    return foreign("another app's name")
  const clientId = expected.clientId ?? named
  if (clientId === null) return foreign('no name for this app')
  const code = query.get('code')
  return code ? { kind: 'code', code, clientId } : { kind: 'noCode' }
}

function isSameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function foreign(what: string): CallbackVerdict {
  const error = signInFailed('authorize', `The browser came back with ${what}.`, {
    hint: 'Start the sign-in again.',
  })
  return { kind: 'refused', error }
}

function refusal(error: string) {
  if (error === 'access_denied') {
    return signInFailed('authorize', 'The sign-in was declined in the browser.', {
      hint: 'Sign in again and allow it; until then use another credential.',
    })
  }
  return signInFailed('authorize', `The sign-in was refused: ${toOneLine(error).slice(0, 64)}.`, {
    hint: 'Start the sign-in again.',
  })
}
