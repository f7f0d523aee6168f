import { RefreshError } from '../../errors/refresh-error.ts'
import type { SiwcAuthority } from '../../oauth/siwc/siwc-authority.ts'
import { siwcSignInAgain } from '../../oauth/siwc/siwc-grants.ts'
import { InvalidIdToken, verifyIdToken } from '../../oauth/siwc/verify-id-token.ts'
import type { ChatGptDocument } from '../credential.ts'
import { fromSiwcDocument, toSiwcDocument } from './siwc-format.ts'

/**
 * Whether the tokens of a refresh are still the same person's, judged as of the moment they came.
 *
 * @returns the document with the new ID token in place of the old
 * @throws {@link RefreshError} `REFRESH_REJECTED` when they are not; what asking for the authority's keys
 *   throws, and then the tokens wait for the next time
 * @see docs/protocol.md §13.4
 */
export async function verifyRefreshed(
  document: ChatGptDocument,
  authority: SiwcAuthority,
): Promise<ChatGptDocument> {
  const { registration, secrets } = fromSiwcDocument(document)
  const { unverified, ...tokens } = secrets ?? {}
  if (!unverified) return document
  const { id_token: idToken, received_at: receivedAt } = unverified
  const { clientId, subject, email } = registration
  try {
    const identity = await verifyIdToken(authority, idToken, {
      clientId,
      subject,
      at: new Date(receivedAt),
    })
    const renewed = { ...registration, email: identity.email ?? email }
    const verified = { ...(tokens as typeof document.tokens), id_token: idToken }
    return toSiwcDocument(renewed, verified) as ChatGptDocument
  } catch (error) {
    if (!(error instanceof InvalidIdToken)) throw error
    throw new RefreshError('REFRESH_REJECTED', error.message, {
      reason: error.mark === 'subject' ? 'accountChanged' : 'other',
      hint: siwcSignInAgain,
    })
  }
}
