import type { SignOutResult } from '@via-codex/core'
import { CommandError, UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { describeKeptLogin } from '../login/describe-login.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { oneLine } from '../one-line.ts'
import { orUsageError } from '../or-usage-error.ts'
import { assertNoWords, parseArguments, placeOptions } from '../parse-arguments.ts'
import { assertNoPlace, choosePlace } from '../place.ts'

const options = {
  chatgpt: {
    type: 'boolean',
    default: false,
    words: 'end the sign-in with ChatGPT that this program has of its own',
  },
  force: { type: 'boolean', short: 'f', default: false, words: 'ask nothing' },
  ...placeOptions,
} as const

export const manual: Manual = {
  usage: ['logout [options]'],
  about: `Ends the login at OpenAI and deletes it here. A login in ~/.codex or CODEX_HOME is the Codex CLI's as well, and nothing in it tells who made it: there you are asked first, and --force is needed when there is no terminal to ask at. A profile, or another folder that you name, is yours alone.`,
  options,
  examples: [
    'via-codex logout --profile work',
    'via-codex logout --force',
    'via-codex logout --chatgpt',
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, options, 'via-codex logout --help')
  const { output, status, talk, signal, env } = context
  if (values.help) return output.print(formatManual(manual))
  assertNoWords(positionals, 'logout')
  if (values.chatgpt) {
    assertNoPlace(values, '--chatgpt')
    const { logoutOfChatGpt } = await import('../login/chatgpt-logout.ts')
    return logoutOfChatGpt(values, context)
  }
  const { codexHome, store } = await choosePlace(values, env)
  const { openAuthStore, resolveCodexHome, signOut } = await import('@via-codex/core')
  const home = resolveCodexHome(codexHome, env)
  const opened = openAuthStore({ home, store, env })
  // A broken one is deleted, too.
  const isThere = await opened.load().then(
    (document) => document !== undefined,
    () => true,
  )
  if (!isThere) return talk.say(oneLine(`There is no login in ${opened.location}.`))
  const { isSharedHome } = await import('../login/shared-home.ts')
  if (!values.force && (await isSharedHome(home.path, env))) {
    await assertWanted(opened.location, context)
  }
  const logger = talk.logger({ debug: values.debug })
  status.start()
  try {
    const result = await orUsageError(() => signOut({ codexHome, store, env, logger, signal }))
    status.stop()
    tell(result, context)
  } finally {
    status.stop()
  }
}

/** @throws CommandError when the person does not want it, or there is nobody to ask */
async function assertWanted(location: string, { keyboard, talk, signal }: Context): Promise<void> {
  const where = oneLine(location)
  if (!keyboard) {
    throw new UsageError(
      `The login in ${where} is the Codex CLI's as well.`,
      'To end it for both, add --force.',
    )
  }
  const { TypedLines } = await import('../person/typed-lines.ts')
  const typed = new TypedLines(keyboard, talk)
  const close = () => typed.close()
  signal.addEventListener('abort', close, { once: true })
  try {
    talk.say(`The login in ${where} is the Codex CLI's as well.`)
    const answer = await typed.ask('End it for both? [y/N] ')
    signal.throwIfAborted()
    if (/^y(?:es)?$/i.test(answer?.trim() ?? '')) return
  } finally {
    signal.removeEventListener('abort', close)
    typed.close()
  }
  throw new CommandError('The login was kept, as you wished.', 'To end it unasked, add --force.')
}

function tell({ location, removed, revoked }: SignOutResult, { talk }: Context): void {
  const what = removed ? describeKeptLogin(removed) : 'what was no usable login'
  const end = revoked ? 'ended and ' : ''
  talk.say(oneLine(`Signed out: ${what} is ${end}deleted from ${location}.`))
  if (!removed || revoked) return
  talk.warn('It was not ended at OpenAI: copies of it go on working.')
}
