import type { SignInOptions, SignInResult } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { credentialVariable } from '../credential-variable.ts'
import { describeAccount, describeKeptLogin } from '../login/describe-login.ts'
import { assertNoSecretIn, readSecret } from '../login/read-secret.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { oneLine } from '../one-line.ts'
import { orUsageError } from '../or-usage-error.ts'
import { parseArguments, placeOptions } from '../parse-arguments.ts'
import { assertNoPlace, choosePlace, type Place } from '../place.ts'

const options = {
  chatgpt: {
    type: 'boolean',
    default: false,
    words: 'continue with ChatGPT: this program as an app of its own, apart from the Codex login',
  },
  consent: {
    type: 'boolean',
    default: false,
    words: 'with --chatgpt: be asked again for the use of the plan',
  },
  'add-account': {
    type: 'boolean',
    default: false,
    words: 'with --chatgpt: one more account, beside those there are',
  },
  plaintext: {
    type: 'boolean',
    default: false,
    words: 'with --chatgpt: keep tokens in a file as they are, where there is no keyring',
  },
  port: {
    type: 'string',
    value: '<n>',
    words: 'with --chatgpt: where the browser comes back to (default any free port)',
  },
  device: {
    type: 'boolean',
    default: false,
    words: 'show a code to type into a browser on any machine',
  },
  'no-browser': { type: 'boolean', default: false, words: 'only print the address' },
  workspace: {
    type: 'string',
    multiple: true,
    default: [] as string[],
    value: '<id>',
    words: 'accept this workspace only, repeatable',
  },
  'with-api-key': {
    type: 'boolean',
    default: false,
    words: 'keep an API key of the platform, read from stdin',
  },
  'with-access-token': {
    type: 'boolean',
    default: false,
    words: 'keep a personal access token (at-…), read from stdin',
  },
  ...placeOptions,
} as const

export const manual: Manual = {
  usage: ['login [options]'],
  about: `Signs in with ChatGPT in a browser and keeps the login where the Codex CLI keeps its own, in place of the one before; with --profile, apart from it. At a terminal, the address the browser ended at can be pasted instead, for a browser on another machine. Ctrl-C leaves everything as it was.

With --chatgpt you sign in to this program itself, under its own name: requests then use your plan at the public API, as OpenAI documents it, when you say --credential chatgpt or via-codex auth use chatgpt.`,
  options,
  examples: [
    'via-codex login',
    'via-codex login --device --profile work',
    'via-codex login --with-api-key < key.txt',
    'via-codex login --chatgpt',
  ],
}

type Settings = ReturnType<typeof parse>['values']

export async function run(args: readonly string[], context: Context): Promise<void> {
  assertNoSecretIn(args, [])
  const { values, positionals } = parse(args)
  const { output, status, talk, signal, env } = context
  if (values.help) return output.print(formatManual(manual))
  assertNoSecretIn(args, positionals)
  assertOneWay(values)
  if (values.chatgpt) {
    assertNoPlace(values, '--chatgpt')
    const { loginWithChatGpt } = await import('../login/chatgpt-login.ts')
    return loginWithChatGpt(values, context)
  }
  const place = await choosePlace(values, env)
  const { codexHome, store } = place
  const logger = talk.logger({ debug: values.debug })
  try {
    const result = await signIn(values, { codexHome, store, env, logger, signal }, context)
    status.stop()
    tell(result, place, context)
  } finally {
    status.stop()
  }
}

function parse(args: readonly string[]) {
  return parseArguments(args, options, 'via-codex login --help')
}

async function signIn(
  values: Settings,
  options: SignInOptions,
  context: Context,
): Promise<SignInResult> {
  if (values['with-api-key']) {
    const key = await readSecret('API key', context)
    const { signInWithApiKey } = await import('@via-codex/core')
    return orUsageError(() => signInWithApiKey(key, options))
  }
  if (values['with-access-token']) {
    const token = await readSecret('access token', context)
    const { signInWithAccessToken } = await import('@via-codex/core')
    return orUsageError(() => signInWithAccessToken(token, options))
  }
  const workspaceIds = values.workspace
  if (values.device) {
    const { loginByDevice } = await import('../login/device-login.ts')
    return loginByDevice({ ...options, workspaceIds }, context)
  }
  const { loginByBrowser } = await import('../login/browser-login.ts')
  return loginByBrowser({ ...options, workspaceIds, opensBrowser: !values['no-browser'] }, context)
}

/** @throws UsageError for options that do not go together */
function assertOneWay(values: Settings): void {
  const ways = (['chatgpt', 'device', 'with-api-key', 'with-access-token'] as const).filter(
    (way) => values[way],
  )
  if (ways.length > 1) {
    const [first, second] = ways
    throw new UsageError(`--${first} and --${second} exclude each other.`, 'Leave one of them out.')
  }
  const [way] = ways
  const own = (['consent', 'add-account', 'plaintext', 'port'] as const).find(
    (name) => values[name],
  )
  if (own && way !== 'chatgpt') {
    throw new UsageError(`--${own} goes with --chatgpt only.`, 'Add --chatgpt, or leave it out.')
  }
  if (way === 'chatgpt' && values.workspace.length > 0) {
    throw new UsageError(
      '--workspace says nothing about --chatgpt.',
      'Leave it out: the workspace is chosen in the browser.',
    )
  }
  const given = values['no-browser'] ? 'no-browser' : values.workspace.length > 0 && 'workspace'
  if (given && way?.startsWith('with-')) {
    throw new UsageError(
      `--${given} says nothing about --${way}.`,
      'Leave one of them out: with a secret nobody signs in.',
    )
  }
  const wrong = values.workspace.find((id) => !/^[^\s,]+$/.test(id))
  if (wrong === undefined) return
  throw new UsageError(
    `--workspace ${wrong} is no id.`,
    'Give one id, without spaces and commas; for several, repeat the option.',
  )
}

function tell(result: SignInResult, { profile }: Place, { talk, env }: Context): void {
  const { authMode, account, location, replaced } = result
  const who = authMode === 'apikey' ? 'with an API key' : `as ${describeAccount(account)}`
  const where = profile === undefined ? location : `${location}, profile ${profile}`
  const before = replaced ? `, in place of ${describeKeptLogin(replaced)}` : ''
  talk.say(oneLine(`Signed in ${who}. The login is kept in ${where}${before}.`))
  const variable = credentialVariable(env)
  if (variable)
    talk.warn(`${variable} is set and goes before this login; unset it to use this one.`)
}
