import { siwcWords, type LoginStatus } from '@via-codex/core'
import type { Context } from '../context.ts'
import { chooseCredential, type CredentialChoice } from '../credential/choose-credential.ts'
import { formatInstant } from '../format-instant.ts'
import { formatTable } from '../format-table.ts'
import { oneLine } from '../one-line.ts'
import { withClient } from '../open-client.ts'
import type { AuthSettings } from './auth-settings.ts'
import { credentialSources, describeSources, type CredentialSource } from './credential-sources.ts'
import { describeAccounts, knownCredentials, type KnownCredentials } from './known-credentials.ts'
import { describeStore } from './describe-store.ts'

export async function run(settings: AuthSettings, context: Context): Promise<void> {
  const { output, talk, signal, env } = context
  const choice = chooseCredential(settings, env)
  const sources = choice.name === 'codex' ? await credentialSources(settings, env) : []
  const known = await knownCredentials(settings, context)
  try {
    await withClient(settings, context, async (client) => {
      const status = await client.login.status({ signal })
      if (settings.json) output.printJson({ ...status, sources, credential: choice, known })
      else output.print(describeLogin(status, { sources, choice, known }, new Date()))
    })
  } catch (error) {
    // It is not taken for the other, but may be what the person meant.
    if (choice.name === 'codex' && known.chatgpt.some(({ status }) => status === 'ready'))
      talk.say('There is a sign-in with ChatGPT; to use it: via-codex auth use chatgpt')
    throw error
  }
}

interface Surroundings {
  readonly sources: readonly CredentialSource[]
  readonly choice: CredentialChoice
  readonly known: KnownCredentials
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
  { sources, choice, known }: Surroundings,
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
    ['Used because', choice.name === 'codex' ? status.because : `chatgpt, by ${choice.because}`],
    ...(choice.name === 'codex' ? [['Looked at', describeSources(sources)]] : planRows(status)),
    ...(kind === 'chatgpt' || kind === 'accessToken' ? owner : []),
    ...(token ? [['Token', token]] : []),
    ...(kind === 'chatgpt'
      ? [['Renewed', refreshedAt ? formatInstant(refreshedAt, now) : 'not noted']]
      : []),
    ['Not used', describeOther(choice, known)],
  ]
  return formatTable(rows.map((row) => row.map(oneLine)))
}

/** As those who sign in to a program with ChatGPT have to be told. */
function planRows({ account }: LoginStatus): string[][] {
  return [
    ['Account', account.email ?? 'without an e-mail address'],
    ['Plan', siwcWords.usingPlan],
    [siwcWords.manageUsage.text, siwcWords.manageUsage.url],
  ]
}

function describeOther({ name }: CredentialChoice, { chatgpt, codex }: KnownCredentials): string {
  if (name === 'codex') return `Sign in with ChatGPT: ${describeAccounts(chatgpt)}`
  return codex.isThere ? `Codex login in ${codex.location}` : `no Codex login in ${codex.location}`
}
