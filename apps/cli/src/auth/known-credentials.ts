import type { SiwcAccount } from '@via-codex/core'
import type { Context } from '../context.ts'
import { ownCredential } from '../credential/own-credential.ts'
import { oneLine } from '../one-line.ts'
import { choosePlace, type PlaceSettings } from '../place.ts'

/** What there is on either road, whichever is taken. */
export interface KnownCredentials {
  /** The sign-ins with ChatGPT that this program has of its own. */
  readonly chatgpt: readonly SiwcAccount[]
  /** Where a Codex login is, or would be. */
  readonly codex: { readonly location: string; readonly isThere: boolean }
}

/** Looks on both, without the network. */
export async function knownCredentials(
  settings: PlaceSettings,
  { env }: Pick<Context, 'env'>,
): Promise<KnownCredentials> {
  const { listSiwcAccounts, openAuthStore, resolveCodexHome } = await import('@via-codex/core')
  const { codexHome, store } = await choosePlace(settings, env)
  const opened = openAuthStore({ home: resolveCodexHome(codexHome, env), store, env })
  const isThere = await opened.load().then(
    (document) => document !== undefined,
    () => true,
  )
  const chatgpt = await listSiwcAccounts({ credential: await ownCredential(env), env })
  return { chatgpt, codex: { location: opened.location, isThere } }
}

const states: Readonly<Record<SiwcAccount['status'], string>> = {
  ready: 'ready',
  signInNeeded: 'sign in again',
  signedOut: 'signed out',
}

/** `ada@example.com (ready, selected)`, … */
export function describeAccounts(accounts: readonly SiwcAccount[]): string {
  if (accounts.length === 0) return 'nobody has signed in; via-codex login --chatgpt'
  return accounts
    .map(({ email, clientId, status, planGranted, isSelected }) => {
      const facts = [
        states[status],
        ...(status === 'ready' && !planGranted ? ['not allowed to use the plan'] : []),
        ...(isSelected && accounts.length > 1 ? ['selected'] : []),
      ]
      return oneLine(`${email ?? clientId} (${facts.join(', ')})`)
    })
    .join(', ')
}
