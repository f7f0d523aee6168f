import type { RefreshReason } from '../oauth/refresh-grant.ts'
import { parseJwtClaims } from '../protocol/jwt-claims.ts'
import type { ChatGptDocument } from './credential.ts'

/** What is to be done with a token at some instant. */
export type Freshness =
  /** Use it. */
  | { readonly state: 'fresh' }
  /** Refresh it; if that fails it may still be used. */
  | { readonly state: 'ageing'; readonly reason: RefreshReason }
  /** Refresh it; without that it is of no use. */
  | { readonly state: 'expired'; readonly reason: RefreshReason }

/** The two instants the judgement rests on. */
export interface TokenTimes {
  /** When the access token ends; absent when it does not tell. */
  readonly expiresAt?: Date
  /** When the tokens were last given; absent when it was not noted. */
  readonly refreshedAt?: Date
  /** Before it, the authority wants no refresh, unless the token is at its end. */
  readonly earliestRefreshAt?: Date
  /** Given, but not to be used before it is known whose it is. */
  readonly isUnverified?: boolean
}

const minute = 60_000
const day = 24 * 60 * minute

/** A token this near its end is refreshed. */
export const refreshBeforeEndMs = 5 * minute
/** A token that does not tell its end is refreshed at this age. */
export const refreshAtAgeMs = 8 * day
/** A token this near its end is refreshed whatever the authority wished. */
const refreshAnywayMs = minute

/** @see docs/protocol.md §3.3 */
export function freshnessOf(times: TokenTimes, now: Date): Freshness {
  const { expiresAt, refreshedAt, earliestRefreshAt } = times
  if (times.isUnverified) return { state: 'expired', reason: 'proactive_expiry' }
  if (expiresAt) {
    const leftMs = expiresAt.getTime() - now.getTime()
    if (leftMs > refreshBeforeEndMs) return { state: 'fresh' }
    const isTooEarly = earliestRefreshAt !== undefined && now < earliestRefreshAt
    if (isTooEarly && leftMs > refreshAnywayMs) return { state: 'fresh' }
    return { state: leftMs > 0 ? 'ageing' : 'expired', reason: 'proactive_expiry' }
  }
  const isOld = refreshedAt && now.getTime() - refreshedAt.getTime() > refreshAtAgeMs
  return isOld ? { state: 'ageing', reason: 'scheduled' } : { state: 'fresh' }
}

export function tokenTimesOf(document: ChatGptDocument): TokenTimes {
  const expiresAt = parseJwtClaims(document.tokens.access_token)?.expiresAt
  const refreshedAt = new Date(document.last_refresh ?? Number.NaN)
  return {
    ...(expiresAt && { expiresAt }),
    ...(!Number.isNaN(refreshedAt.getTime()) && { refreshedAt }),
  }
}
