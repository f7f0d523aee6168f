import type { RefreshFailureReason } from '../errors/refresh-error.ts'

const reasonsByCode: ReadonlyMap<string | undefined, RefreshFailureReason> = new Map([
  ['refresh_token_expired', 'expired'],
  ['refresh_token_reused', 'reused'],
  ['refresh_token_invalidated', 'revoked'],
])

/**
 * Judges a refused refresh.
 *
 * @param code the authority's code, lower-cased
 * @returns why it is final, or `undefined` when trying later may help
 * @see docs/protocol.md §3.4
 */
export function refreshFailureReason(
  status: number,
  code: string | undefined,
): RefreshFailureReason | undefined {
  const reason = reasonsByCode.get(code)
  if (reason) return reason
  if (status === 401) return 'other'
  return status === 400 && code === 'invalid_grant' ? 'other' : undefined
}
