import type { StoredLoginStatus } from '../credentials/auth-manager.ts'
import type { Account } from '../credentials/credential.ts'
import type { StoreChoice } from '../credentials/stores/choose-store.ts'
import type { TokenProvider } from '../credentials/token-provider.ts'
import type { Backend } from '../protocol/backends.ts'

/** The kinds of credential there are. */
export type LoginKind = 'chatgpt' | 'siwc' | 'apiKey' | 'accessToken' | 'custom'

/** What is known of the credential in use, without any secret. */
export interface LoginStatus extends Partial<StoredLoginStatus> {
  readonly kind: LoginKind
  /** Where its requests go: the ChatGPT backend, or the public API, with a key or by the rules for plans. */
  readonly backend: Backend['id']
  /** Where it was found. */
  readonly location: string
  /** Why this one is used. */
  readonly because: string
  readonly account: Account
  /** Which of the Codex CLI's places the login is kept in, and why that one was looked at. */
  readonly store?: StoreChoice
}

/** A credential and the backend it belongs to. Nothing of it is ever used with another backend. */
export interface Session {
  readonly backend: Backend
  readonly tokens: TokenProvider
  status(options: { refresh?: boolean; signal?: AbortSignal | undefined }): Promise<LoginStatus>
  close(): Promise<void>
}
