import { authOptions, parseAuthArguments, type AuthSettings } from '../auth/auth-settings.ts'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { assertNoWords } from '../parse-arguments.ts'

export const manual: Manual = {
  usage: ['auth <verb> [options]'],
  about:
    'Tells of the login in use. Exit code 3 when there is none that can be used. To sign in and out: via-codex login, via-codex logout.',
  verbs: {
    status: {
      words:
        'show the login in use, without the network and its secrets, and where it was looked for',
    },
    path: { words: 'print where the stored login is, or would be' },
    token: {
      words:
        'print the bearer, fresh, for a program that sends requests of its own; it is a secret',
    },
    use: {
      takes: '<codex|chatgpt> [account]',
      words:
        'take the Codex login, or the sign-in with ChatGPT of login --chatgpt, where nothing else is said',
    },
    refresh: { words: 'renew the login if that is due, and say until when it holds' },
  },
  options: authOptions,
  examples: [
    'via-codex auth status',
    'via-codex auth use chatgpt',
    'via-codex auth status --json | jq -r .account.email',
    'curl -H "Authorization: Bearer $(via-codex auth token)" …',
  ],
}

interface Verb {
  run(settings: AuthSettings, context: Context, words: readonly string[]): Promise<void>
}

const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  status: () => import('../auth/show-status.ts'),
  path: () => import('../auth/show-path.ts'),
  token: () => import('../auth/show-token.ts'),
  refresh: () => import('../auth/renew.ts'),
  use: () => import('../auth/use.ts'),
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseAuthArguments(args)
  if (values.help) return context.output.print(formatManual(manual))
  const [verb = '', ...words] = positionals
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (!load) {
    throw new UsageError(
      verb === '' ? '`via-codex auth` needs a verb.' : `There is no \`via-codex auth ${verb}\`.`,
      'There are: status, path, token, refresh, use. To sign in: via-codex login; out: via-codex logout.',
    )
  }
  assertNoWords(words.slice(verb === 'use' ? 2 : 0), `auth ${verb}`)
  if (values.json && (verb === 'path' || verb === 'token' || verb === 'use')) {
    throw new UsageError(`\`via-codex auth ${verb}\` has no --json.`, 'What it prints is one line.')
  }
  await (await load()).run(values, context, words)
}
