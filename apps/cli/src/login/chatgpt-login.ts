import { noteSiwcNotice, signInWithSiwc, siwcWords, type SiwcSignInResult } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { changeCredentialSetting, readCredentialSetting } from '../credential/credential-setting.ts'
import { ownCredential } from '../credential/own-credential.ts'
import { oneLine } from '../one-line.ts'
import { orUsageError } from '../or-usage-error.ts'
import { browserTalk } from './browser-talk.ts'

export interface ChatGptLoginSettings {
  readonly 'no-browser': boolean
  readonly 'add-account': boolean
  readonly consent: boolean
  readonly plaintext: boolean
  readonly port?: string | undefined
  readonly debug: boolean
}

/** Signs in to this program itself with ChatGPT, and tells what that means. */
export async function loginWithChatGpt(
  settings: ChatGptLoginSettings,
  context: Context,
): Promise<void> {
  const { talk, status, signal, env } = context
  const port = parsePort(settings.port)
  const plaintext = settings.plaintext || undefined
  const credential = await ownCredential(env, { plaintext })
  const person = browserTalk(!settings['no-browser'], context, {
    elsewhere:
      port === 0
        ? 'The browser has to run on this machine, or give a --port and forward it.'
        : undefined,
  })
  talk.say(`${siwcWords.signIn}: via-codex is a program of its own to your account.`)
  try {
    const result = await orUsageError(() =>
      signInWithSiwc({
        credential,
        env,
        signal,
        port,
        logger: talk.logger({ debug: settings.debug }),
        addAccount: settings['add-account'],
        askConsent: settings.consent,
        ...person.options,
      }),
    )
    status.stop()
    if (plaintext) await changeCredentialSetting(env, { plaintext })
    tell(result, context)
    if (!result.planGranted || result.noticeShownAt) return
    const { title, text } = siwcWords.notice
    talk.say(`${title}. ${text}`)
    talk.say(`${siwcWords.manageUsage.text}: ${siwcWords.manageUsage.url}`)
    await noteSiwcNotice({
      credential: await ownCredential(env, { account: result.clientId }),
      env,
    })
  } finally {
    person.close()
    status.stop()
  }
}

function tell({ email, clientId, location, planGranted }: SiwcSignInResult, context: Context) {
  const { talk, env } = context
  talk.say(oneLine(`Signed in as ${email ?? clientId}. The sign-in is kept in ${location}.`))
  if (!planGranted) {
    talk.warn('The use of your plan was not allowed: requests will not work with this sign-in.')
    return talk.say('To allow it: via-codex login --chatgpt --consent')
  }
  if (readCredentialSetting(env).use !== 'chatgpt')
    talk.say('To use it: --credential chatgpt, or for good: via-codex auth use chatgpt')
}

/** @throws UsageError */
function parsePort(text = '0'): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new UsageError(`--port ${text} is none.`, 'Give a number from 0 to 65535, such as 8765.')
}
