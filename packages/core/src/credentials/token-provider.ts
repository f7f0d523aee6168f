import type { AccessToken } from './credential.ts'

export interface TokenOptions {
  /** Ends the waiting, never a refresh that has begun. */
  readonly signal?: AbortSignal | undefined
}

/** All that whoever sends requests may see of a login. */
export interface TokenProvider {
  /** A token to send now, refreshed first when it is near its end. */
  getAccessToken(options?: TokenOptions): Promise<AccessToken>
  /**
   * A token to try after the server refused one with 401.
   *
   * @param step `reload` reads the store again, `refresh` asks the authority unless someone else has
   * @returns `undefined` when there is nothing to try: the 401 stands
   * @see docs/protocol.md §3.5
   */
  recover(
    rejected: AccessToken,
    step: 'reload' | 'refresh',
    options?: TokenOptions,
  ): Promise<AccessToken | undefined>
}
