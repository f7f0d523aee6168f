import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { credentialVariable } from '../credential-variable.ts'
import { changeCredentialSetting } from '../credential/credential-setting.ts'
import { oneLine } from '../one-line.ts'
import type { AuthSettings } from './auth-settings.ts'

/** Sets which road is taken where nothing else is said; of several sign-ins with ChatGPT, which. */
export async function run(
  _settings: AuthSettings,
  { talk, env, signal }: Context,
  [name, account]: readonly string[],
): Promise<void> {
  if (name !== 'codex' && name !== 'chatgpt')
    throw new UsageError(`There is no credential "${name}".`, 'There are: codex, chatgpt.')
  if (name === 'codex') {
    if (account !== undefined)
      throw new UsageError(
        '`via-codex auth use codex` takes no account.',
        'A Codex login has one: another folder has another, see --profile.',
      )
    await changeCredentialSetting(env, { use: 'codex' })
    return talk.say('Requests use the Codex login from now on.')
  }
  const { selectSiwcAccount } = await import('@via-codex/core')
  const { ownCredential } = await import('../credential/own-credential.ts')
  const credential = await ownCredential(env, { account })
  // Before it is set: nobody should be led to a sign-in that there is not.
  const { email, clientId } = await selectSiwcAccount({ credential, env, signal })
  await changeCredentialSetting(env, { use: 'chatgpt' })
  talk.say(oneLine(`Requests use the ChatGPT plan of ${email ?? clientId} from now on.`))
  const variable = credentialVariable(env)
  if (variable) talk.warn(`${variable} is set and not used any more: this goes before it.`)
}
