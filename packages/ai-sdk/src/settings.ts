import type { CodexFetchOptions } from '@via-codex/core'
import type { CodexLanguageModelOptions } from './options.ts'

/**
 * Settings of {@link createCodex}: those of core's client, which say whose login is used and how it is
 * kept fresh, and two of this provider. Everything has a default.
 */
export interface CodexProviderSettings extends Omit<CodexFetchOptions, 'onDropped'> {
  /** Further headers of each request. Those of the login cannot be replaced. @default none */
  headers?: Record<string, string> | undefined
  /** Options of each call to a language model, under those of the call itself. @default none */
  defaultOptions?: CodexLanguageModelOptions | undefined
}

type SettingName = keyof CodexProviderSettings

/** Settings that say where a secret is or what to run, and so cannot travel. */
const bound: ReadonlySet<string> = new Set<SettingName>([
  'env',
  'fetch',
  'keyring',
  'logger',
  'now',
])

/** Settings of other providers, and what stands for them here. */
const elsewhere: Readonly<Record<string, string>> = {
  apiKey: 'name a key with credential: { env: "NAME" }, or leave it to the Codex login',
  baseURL: 'use endpoints',
  name: 'use originator',
  organization: 'the login decides',
  project: 'the login decides',
}

/**
 * What can be told of settings without core.
 *
 * @throws TypeError for those of other providers, and for a wrong one of those that core does not know
 */
export function assertSettings(settings: CodexProviderSettings): void {
  for (const name of Object.keys(settings)) {
    const advice = elsewhere[name]
    if (advice !== undefined) throw new TypeError(`${name} is no setting here: ${advice}.`)
  }
  const { headers, defaultOptions } = settings
  for (const [name, value] of Object.entries({ headers, defaultOptions })) {
    if (value === undefined || (typeof value === 'object' && value !== null)) continue
    throw new TypeError(`${name} must be an object.`)
  }
}

/**
 * The settings as plain data, for another process.
 *
 * @throws TypeError for a login that only this process has: elsewhere another would be used in its place
 */
export function toPlainSettings(settings: CodexProviderSettings): CodexProviderSettings {
  const { client, credential, store } = settings
  if (client || !isPlain(credential) || typeof store === 'object') {
    throw new TypeError(
      'A model with a client, a credential or a store of your own cannot be serialised: ' +
        'make it with createCodex() in the step that uses it, or name a variable with { env: "NAME" }.',
    )
  }
  const entries = Object.entries(settings).filter(([name]) => !bound.has(name))
  return Object.fromEntries(entries)
}

/** Whether a credential only names where a login is. */
function isPlain(credential: CodexProviderSettings['credential']): boolean {
  if (credential === undefined) return true
  return typeof credential === 'object' && ('env' in credential || 'kind' in credential)
}
