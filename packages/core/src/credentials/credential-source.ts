import { isSiwcCredential, type SiwcCredential } from './siwc/siwc-credential.ts'

/** A token of your own keeping, as {@link CustomCredential} gives it. */
export interface GivenToken {
  /** Sent as the bearer to the ChatGPT backend. */
  accessToken: string
  /** The workspace it speaks for. @default the one the token itself names */
  accountId?: string | undefined
}

/**
 * Gives the token to send now: for servers that keep tokens themselves. Called before each request; and
 * once more after a 401, then with `rejected` set: give another token, or the same to let the 401 stand.
 */
export type CustomCredential = (options: {
  signal?: AbortSignal | undefined
  rejected: boolean
}) => Promise<GivenToken>

/** A credential chosen in code, in place of the login of this machine. */
export type CredentialOption =
  | CustomCredential
  /** A platform key: requests go to the public API and are billed there. */
  | { apiKey: string }
  /** The name of an environment variable that holds a platform key, such as `OPENAI_API_KEY`. */
  | { env: string }
  /** Sign in with ChatGPT, as `siwc({ agentName })` makes it. */
  | SiwcCredential

/** Where the credential comes from, and why there. */
export type CredentialSource =
  | {
      readonly kind: 'custom'
      readonly because: 'the credential option'
      readonly credential: CustomCredential
    }
  | {
      readonly kind: 'siwc'
      readonly because: 'the credential option'
      readonly credential: SiwcCredential
    }
  | { readonly kind: 'apiKey'; readonly because: string; readonly apiKey: string }
  | {
      readonly kind: 'accessToken'
      readonly because: 'CODEX_ACCESS_TOKEN'
      readonly accessToken: string
    }
  | { readonly kind: 'store'; readonly because: 'the store option' | 'no other credential is set' }

/**
 * The order of precedence: what the code says, then `CODEX_API_KEY`, then `CODEX_ACCESS_TOKEN`, then the
 * stored login. A variable that is blank does not count, and `OPENAI_API_KEY` counts only when named.
 *
 * @returns `undefined` when the code names a variable that is not set
 * @see docs/protocol.md §1.8
 */
export function resolveCredentialSource(
  options: { credential?: CredentialOption | undefined; hasStore: boolean },
  env: NodeJS.ProcessEnv,
): CredentialSource | undefined {
  const { credential } = options
  if (typeof credential === 'function') {
    return { kind: 'custom', because: 'the credential option', credential }
  }
  if (isSiwcCredential(credential)) {
    return { kind: 'siwc', because: 'the credential option', credential }
  }
  if (credential && 'apiKey' in credential) {
    return { kind: 'apiKey', because: 'the credential option', apiKey: credential.apiKey }
  }
  if (credential) {
    const apiKey = env[credential.env]?.trim()
    return apiKey ? { kind: 'apiKey', because: credential.env, apiKey } : undefined
  }
  if (options.hasStore) return { kind: 'store', because: 'the store option' }
  const apiKey = env['CODEX_API_KEY']?.trim()
  if (apiKey) return { kind: 'apiKey', because: 'CODEX_API_KEY', apiKey }
  const accessToken = env['CODEX_ACCESS_TOKEN']?.trim()
  if (accessToken) return { kind: 'accessToken', because: 'CODEX_ACCESS_TOKEN', accessToken }
  return { kind: 'store', because: 'no other credential is set' }
}
