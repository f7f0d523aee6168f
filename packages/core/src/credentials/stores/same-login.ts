import type { AuthDotJson } from '../../protocol/auth-dot-json.ts'

/**
 * Whether two documents are copies of one sign-in, perhaps of different age: the same kind of login to the
 * same account, and the same mark of the sign-in where both carry one.
 *
 * @see docs/protocol.md §1.2
 */
export function isSameLogin(a: AuthDotJson, b: AuthDotJson): boolean {
  if (!a.tokens || !b.tokens) return JSON.stringify(a) === JSON.stringify(b)
  const [ownerA, ownerB] = [a.tokens['login_owner_id'], b.tokens['login_owner_id']]
  return (
    (a.tokens.account_id || undefined) === (b.tokens.account_id || undefined) &&
    (ownerA == null || ownerB == null || ownerA === ownerB)
  )
}

/** Whether `a` was refreshed after `b`; false when either does not tell. */
export function isNewer(a: AuthDotJson, b: AuthDotJson): boolean {
  return Date.parse(a.last_refresh ?? '') > Date.parse(b.last_refresh ?? '')
}
