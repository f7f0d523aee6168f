import { choosePlace, type PlaceSettings } from '../place.ts'

/** A place where a credential is looked for. */
export interface CredentialSource {
  readonly name: '--store' | 'CODEX_API_KEY' | 'CODEX_ACCESS_TOKEN' | 'the stored login'
  /** Whether it is given; whether a login is stored is not asked here. */
  readonly isSet: boolean
  readonly isUsed: boolean
}

/** In the order they are looked at; the first that is set is used. Tells no secret. */
export async function credentialSources(
  settings: PlaceSettings,
  env: NodeJS.ProcessEnv,
): Promise<CredentialSource[]> {
  const { store } = await choosePlace(settings, env)
  const given = [
    ['--store', store !== undefined],
    ['CODEX_API_KEY', Boolean(env['CODEX_API_KEY']?.trim())],
    ['CODEX_ACCESS_TOKEN', Boolean(env['CODEX_ACCESS_TOKEN']?.trim())],
    ['the stored login', true],
  ] as const
  const used = given.findIndex(([, isSet]) => isSet)
  return given.map(([name, isSet], at) => ({ name, isSet, isUsed: at === used }))
}

/** `--store (not given), CODEX_API_KEY (used), …` */
export function describeSources(sources: readonly CredentialSource[]): string {
  return sources
    .map(({ name, isSet, isUsed }) => {
      const state = isUsed ? 'used' : isSet ? 'passed over' : 'not set'
      return `${name} (${state})`
    })
    .join(', ')
}
