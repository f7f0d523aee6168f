import { signOutOfSiwc } from '@via-codex/core'
import type { Context } from '../context.ts'
import { ownCredential } from '../credential/own-credential.ts'
import { oneLine } from '../one-line.ts'

/** Ends the sign-in with ChatGPT, and says what is left. */
export async function logoutOfChatGpt(
  { debug }: { readonly debug: boolean },
  { talk, status, signal, env }: Context,
): Promise<void> {
  const credential = await ownCredential(env)
  const logger = talk.logger({ debug })
  status.start()
  try {
    const { account, revoked } = await signOutOfSiwc({ credential, env, signal, logger })
    status.stop()
    if (!account) return talk.say('Nobody has signed in with ChatGPT here.')
    const who = account.email ?? account.clientId
    talk.say(oneLine(`Signed out: the sign-in of ${who} is ${revoked ? 'ended and ' : ''}cleared.`))
    if (revoked) return
    talk.warn('The authority did not end it.')
    talk.say('To end it there: ChatGPT, Settings, Security and login, Login connections.')
  } finally {
    status.stop()
  }
}
