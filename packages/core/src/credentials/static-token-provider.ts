import { RefreshError } from '../errors/refresh-error.ts'
import type { Now } from '../foundation/clock.ts'
import type { AccessToken } from './credential.ts'
import type { TokenProvider } from './token-provider.ts'

export interface StaticTokenOptions {
  /** Where it came from, for the error. */
  readonly location: string
  /** When it ends; absent when it does not tell. */
  readonly expiresAt?: Date | undefined
  readonly now: Now
}

/** One token that nothing can renew: a key, or a token from the environment. */
export class StaticTokenProvider implements TokenProvider {
  readonly #token: AccessToken
  readonly #options: StaticTokenOptions

  constructor(token: AccessToken, options: StaticTokenOptions) {
    this.#token = token
    this.#options = options
  }

  async getAccessToken(): Promise<AccessToken> {
    const { expiresAt, location, now } = this.#options
    if (!expiresAt || expiresAt > now()) return this.#token
    throw new RefreshError('REFRESH_REJECTED', `The access token from ${location} has expired.`, {
      reason: 'expired',
      hint: `Put a new one into ${location}, or remove it to use the stored login.`,
    })
  }

  async recover(): Promise<undefined> {
    return undefined
  }
}
