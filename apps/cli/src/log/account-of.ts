import type { CodexClient } from '@via-codex/core'

/** Whose login is used, as one word: only with it can encrypted reasoning be sent again. */
export async function accountOf(client: CodexClient): Promise<string> {
  const { backend, account } = await client.login.status()
  return `${backend}:${account.accountId ?? account.email ?? ''}`
}
