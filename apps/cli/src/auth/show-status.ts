import type { LoginStatus } from '@via-codex/core'
import type { Context } from '../context.ts'
import { formatInstant } from '../format-instant.ts'
import { formatTable } from '../format-table.ts'
import { oneLine } from '../one-line.ts'
import { withClient } from '../open-client.ts'
import type { AuthSettings } from './auth-settings.ts'
import { credentialSources, describeSources, type CredentialSource } from './credential-sources.ts'
import { describeStore } from './describe-store.ts'

export async function run(settings: AuthSettings, context: Context): Promise<void> {
  const { output, signal } = context
  const sources = await credentialSources(settings, context.env)
  await withClient(settings, context, async (client) => {
    const status = await client.login.status({ signal })
    if (settings.json) output.printJson({ ...status, sources })
    else output.print(describeLogin(status, sources, new Date()))
  })
}

const kindWords: Readonly<Record<LoginStatus['kind'], string>> = {
  chatgpt: 'Codex login',
  siwc: 'Sign in with ChatGPT',
  apiKey: 'API key, billed by the platform',
  accessToken: 'access token',
  custom: 'given by a program',
}

const tokenWords: Readonly<Record<NonNullable<LoginStatus['freshness']>, string>> = {
  fresh: 'fresh',
  ageing: 'near its end; renewed at the next use',
  expired: 'ended; renewed at the next use',
}

function describeLogin(
  status: LoginStatus,
  sources: readonly CredentialSource[],
  now: Date,
): string {
  const { kind, account, freshness, expiresAt, refreshedAt, store } = status
  const ending =
    expiresAt && `${freshness === 'expired' ? 'since' : 'until'} ${formatInstant(expiresAt, now)}`
  const token = [freshness && tokenWords[freshness], ending].filter(Boolean).join(', ')
  const owner = [
    ['Account', account.email ?? 'without an e-mail address'],
    ['Workspace', account.accountId ?? 'none'],
    ['Plan', account.planType ?? 'not told'],
  ]
  const rows = [
    ['Login', status.location],
    ['Kind', kindWords[kind]],
    ...(store ? [['Store', describeStore(store)]] : []),
    ['Used because', status.because],
    ['Looked at', describeSources(sources)],
    ...(kind === 'chatgpt' || kind === 'accessToken' ? owner : []),
    ...(token ? [['Token', token]] : []),
    ...(kind === 'chatgpt'
      ? [['Renewed', refreshedAt ? formatInstant(refreshedAt, now) : 'not noted']]
      : []),
  ]
  return formatTable(rows.map((row) => row.map(oneLine)))
}
