import { parseAuthArguments, type AuthSettings } from '../auth/auth-settings.ts'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { assertNoWords } from '../parse-arguments.ts'
import { credentialHelp } from '../place-help.ts'

export const help = `Usage: via-codex auth <status|path|token|refresh> [options]

  status              show the login in use, without the network and its secrets,
                      and where it was looked for
  path                print where the stored login is, or would be
  token               print the bearer, fresh, for a program that sends requests
                      of its own; it is a secret
  refresh             renew the login if that is due, and say until when it holds

Exit code 3 when there is no login that can be used. To sign in and out:
via-codex login, via-codex logout.

Options:
      --json          as JSON (status, refresh)
${credentialHelp}
      --debug         tell each request on stderr, without secrets
  -h, --help          show this

Examples:
  via-codex auth status
  via-codex auth status --json | jq -r .account.email
  curl -H "Authorization: Bearer $(via-codex auth token)" …
`

interface Verb {
  run(settings: AuthSettings, context: Context): Promise<void>
}

const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  status: () => import('../auth/show-status.ts'),
  path: () => import('../auth/show-path.ts'),
  token: () => import('../auth/show-token.ts'),
  refresh: () => import('../auth/renew.ts'),
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseAuthArguments(args)
  if (values.help) return context.output.print(help)
  const [verb = '', ...words] = positionals
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (!load) {
    throw new UsageError(
      verb === '' ? '`via-codex auth` needs a verb.' : `There is no \`via-codex auth ${verb}\`.`,
      'There are: status, path, token, refresh. To sign in: via-codex login; out: via-codex logout.',
    )
  }
  assertNoWords(words, `auth ${verb}`)
  if (values.json && (verb === 'path' || verb === 'token')) {
    throw new UsageError(`\`via-codex auth ${verb}\` has no --json.`, 'What it prints is one line.')
  }
  await (await load()).run(values, context)
}
