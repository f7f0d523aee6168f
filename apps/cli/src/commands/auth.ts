import type { LoginStatus } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatInstant } from '../format-instant.ts'
import { formatTable } from '../format-table.ts'
import { withClient } from '../open-client.ts'
import { assertNoWords, commonOptions, parseArguments } from '../parse-arguments.ts'

export const help = `Usage: via-codex auth status [options]

Shows the login in use, without the network and without its secrets.
Exit code 3 when there is none that can be used.

Options:
      --json          as JSON
      --codex-home <folder>
                      where the login is (default CODEX_HOME, or ~/.codex)
  -h, --help          show this

Examples:
  via-codex auth status
  via-codex auth status --json | jq -r .account.email
`

const options = { ...commonOptions, json: { type: 'boolean', default: false } } as const

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, options, 'via-codex auth --help')
  const { output, signal } = context
  if (values.help) return output.print(help)
  const [verb, ...words] = positionals
  if (verb !== 'status') {
    throw new UsageError(
      verb === undefined
        ? '`via-codex auth` needs a verb.'
        : `There is no \`via-codex auth ${verb}\`.`,
      'There is: via-codex auth status. To sign in: codex login.',
    )
  }
  assertNoWords(words, 'auth status')
  await withClient(values, context, async (client) => {
    const status = await client.login.status({ signal })
    if (values.json) output.printJson(status)
    else output.print(describeLogin(status, new Date()))
  })
}

const kindWords: Readonly<Record<LoginStatus['kind'], string>> = {
  chatgpt: 'Codex login',
  apiKey: 'API key, billed by the platform',
  accessToken: 'access token',
  custom: 'given by a program',
}

const tokenWords: Readonly<Record<NonNullable<LoginStatus['freshness']>, string>> = {
  fresh: 'fresh',
  ageing: 'near its end; renewed at the next use',
  expired: 'ended; renewed at the next use',
}

function describeLogin(status: LoginStatus, now: Date): string {
  const { kind, account, freshness, expiresAt, refreshedAt } = status
  const ending =
    expiresAt && `${freshness === 'expired' ? 'since' : 'until'} ${formatInstant(expiresAt, now)}`
  const token = [freshness && tokenWords[freshness], ending].filter(Boolean).join(', ')
  const owner = [
    ['Account', account.email ?? 'without an e-mail address'],
    ['Workspace', account.accountId ?? 'none'],
    ['Plan', account.planType ?? 'not told'],
  ]
  return formatTable([
    ['Login', status.location],
    ['Kind', kindWords[kind]],
    ['Used because', status.because],
    ...(kind === 'chatgpt' || kind === 'accessToken' ? owner : []),
    ...(token ? [['Token', token]] : []),
    ...(kind === 'chatgpt'
      ? [['Renewed', refreshedAt ? formatInstant(refreshedAt, now) : 'not noted']]
      : []),
  ])
}
