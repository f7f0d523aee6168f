import type { CodexClientOptions, StoreKind } from '@via-codex/core'
import { UsageError } from './command-error.ts'

/** The part of the command line that says where the login is. */
export interface PlaceSettings {
  readonly 'codex-home'?: string | undefined
  readonly profile?: string | undefined
  readonly store?: string | undefined
}

/** Where the login is, as core takes it. */
export interface Place {
  /** The folder that was named; without one core decides. */
  readonly codexHome: string | undefined
  readonly store: StoreKind | undefined
  /** Whose own folder that is. */
  readonly profile: string | undefined
}

/**
 * `--codex-home`, else the folder of `--profile`, else that of `VIA_CODEX_PROFILE`.
 *
 * @throws UsageError
 */
export async function choosePlace(settings: PlaceSettings, env: NodeJS.ProcessEnv): Promise<Place> {
  const codexHome = settings['codex-home']
  if (codexHome !== undefined && settings.profile !== undefined) {
    throw new UsageError(
      '--codex-home and --profile exclude each other.',
      'Leave one of them out: a profile has a folder of its own.',
    )
  }
  const store = storeKind('--store', settings.store)
  storeKind('VIA_CODEX_STORE', env['VIA_CODEX_STORE'] || undefined)
  if (codexHome !== undefined) return { codexHome, store, profile: undefined }
  const profile = settings.profile ?? (env['VIA_CODEX_PROFILE'] || undefined)
  if (profile === undefined) return { codexHome: undefined, store, profile }
  const source = settings.profile === undefined ? 'VIA_CODEX_PROFILE' : '--profile'
  if (!/^[a-z0-9_-]{1,64}$/.test(profile)) {
    throw new UsageError(
      `${source}: "${profile.slice(0, 70)}" cannot be the name of a profile.`,
      'Use 1 to 64 of the characters a to z, 0 to 9, _ and -.',
    )
  }
  const { profileHome } = await import('./login/profile-home.ts')
  return { codexHome: profileHome(profile, env), store, profile }
}

/**
 * For the sign-in with ChatGPT, which has a place of its own.
 *
 * @throws UsageError
 */
export function assertNoPlace(settings: PlaceSettings, option: string): void {
  const name = (['store', 'profile', 'codex-home'] as const).find(
    (place) => settings[place] !== undefined,
  )
  if (name === undefined) return
  throw new UsageError(
    `${option} and --${name} exclude each other.`,
    'Leave one of them out: the sign-in with ChatGPT is kept apart from Codex logins.',
  )
}

const storeKinds: readonly string[] = ['file', 'keyring', 'auto', 'age'] satisfies StoreKind[]

function storeKind(source: string, value: string | undefined): StoreKind | undefined {
  if (value === undefined || storeKinds.includes(value)) return value as StoreKind | undefined
  throw new UsageError(`${source} ${value} is no store.`, `There are: ${storeKinds.join(', ')}.`)
}

type Refresh = NonNullable<CodexClientOptions['refresh']>

const renewers: readonly string[] = ['own', 'never', 'delegate'] satisfies Refresh[]

/** @throws UsageError */
export function parseRefresh(value: string | undefined): Refresh | undefined {
  if (value === undefined || renewers.includes(value)) return value as Refresh | undefined
  throw new UsageError(`--refresh ${value} is none.`, `There are: ${renewers.join(', ')}.`)
}
