import type { AuthSettings } from './auth-settings.ts'
import type { Context } from '../context.ts'
import { chooseCredential } from '../credential/choose-credential.ts'
import { ownCredential } from '../credential/own-credential.ts'
import { withClient } from '../open-client.ts'

/** Prints the bearer, fresh: the one thing here that is a secret. */
export async function run(settings: AuthSettings, context: Context): Promise<void> {
  const { output, talk, signal } = context
  if (chooseCredential(settings, context.env).name === 'chatgpt') {
    const { assertServable } = await import('@via-codex/core')
    assertServable(await ownCredential(context.env))
  }
  const token = await withClient(settings, context, (client) =>
    client.login.revealAccessToken({ signal }),
  )
  if (output.isTerminal)
    talk.warn('Whoever reads this can use your plan: clear the screen after use.')
  output.print(token)
}
