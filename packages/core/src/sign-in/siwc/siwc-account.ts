import type { SiwcRegistration } from '../../credentials/siwc/siwc-record.ts'
import type { SiwcRegistrations } from '../../credentials/siwc/siwc-registrations.ts'
import { planScope } from '../../protocol/siwc.ts'

/** One sign-in with ChatGPT, without its secrets. */
export interface SiwcAccount {
  /** The name of the app for this person and workspace; tells two of one address apart. */
  readonly clientId: string
  readonly email?: string
  readonly agentName: string
  /** Whether requests may use the plan. */
  readonly planGranted: boolean
  readonly status: SiwcRegistration['status']
  /** Whether it is the one that is used when none is named. */
  readonly isSelected: boolean
  /** When the person was told that requests use the plan; absent: not yet. */
  readonly noticeShownAt?: Date
}

/** What signing in with ChatGPT comes to. */
export interface SiwcSignInResult extends SiwcAccount {
  /** The file that the sign-in is kept in. */
  readonly location: string
  /** Whether the app was made known to the account just now. */
  readonly isNew: boolean
}

export async function toSiwcAccount(
  registrations: SiwcRegistrations,
  registration: SiwcRegistration,
): Promise<SiwcAccount> {
  const { clientId, email, agentName, scopes, status, noticeShownAt } = registration
  const used = await registrations.selected()
  return {
    clientId,
    ...(email !== undefined && { email }),
    agentName,
    planGranted: scopes.includes(planScope),
    status,
    isSelected: used === clientId,
    ...(noticeShownAt !== undefined && { noticeShownAt: new Date(noticeShownAt) }),
  }
}
