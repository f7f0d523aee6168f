import type { Account, KeptLogin } from '@via-codex/core'
import { oneLine } from '../one-line.ts'

/** Whose it is: `ada@example.com (plus)`. */
export function describeAccount({ email, accountId, planType }: Account): string {
  const name = email ?? accountId ?? 'an account without a name'
  return oneLine(planType ? `${name} (${planType})` : name)
}

/** A stored login in a few words. */
export function describeKeptLogin({ authMode, account }: KeptLogin): string {
  if (authMode === 'apikey') return 'an API key'
  const isNamed = account.email !== undefined || account.accountId !== undefined
  if (isNamed) return `the login of ${describeAccount(account)}`
  return authMode === 'personalAccessToken' ? 'an access token' : 'a login without a name'
}
