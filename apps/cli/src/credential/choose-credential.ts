import { UsageError } from '../command-error.ts'
import { assertOneOf } from '../parse-arguments.ts'
import { assertNoPlace, type PlaceSettings } from '../place.ts'
import { readCredentialSetting, type CredentialName } from './credential-setting.ts'

export interface CredentialSettings extends PlaceSettings {
  readonly credential?: string | undefined
  readonly simulate?: boolean | undefined
}

/** Which road is taken, and why. */
export interface CredentialChoice {
  readonly name: CredentialName
  readonly because: '--credential' | '--simulate' | PlaceOption | '`auth use`' | 'the default'
}

type PlaceOption = '--store' | '--profile' | '--codex-home'

/**
 * The option, else a login named by its place, else what `auth use` has set, else the Codex login. What is chosen is
 * used or fails: neither road is ever taken for want of the other.
 *
 * @throws UsageError, CommandError
 */
export function chooseCredential(
  settings: CredentialSettings,
  env: NodeJS.ProcessEnv,
): CredentialChoice {
  const { credential: given } = settings
  const placed = (['store', 'profile', 'codex-home'] as const).find(
    (name) => settings[name] !== undefined,
  )
  if (given !== undefined && given !== 'codex' && given !== 'chatgpt')
    throw new UsageError(`--credential ${given} is none.`, 'There are: codex, chatgpt.')
  if (given === 'chatgpt') {
    assertOneOf({ ...settings }, ['credential', 'simulate'])
    assertNoPlace(settings, '--credential chatgpt')
  }
  if (given !== undefined) return { name: given, because: '--credential' }
  if (settings.simulate) return { name: 'codex', because: '--simulate' }
  if (placed !== undefined) return { name: 'codex', because: `--${placed}` }
  const { use } = readCredentialSetting(env)
  return use ? { name: use, because: '`auth use`' } : { name: 'codex', because: 'the default' }
}
