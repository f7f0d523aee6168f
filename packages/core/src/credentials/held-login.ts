import type { AccessToken, ChatGptDocument } from './credential.ts'
import type { TokenTimes } from './freshness.ts'
import type { LoginFormat } from './login-format.ts'

/** A login as held in memory, with what is worked out from it once. */
export interface HeldLogin {
  readonly document: ChatGptDocument
  readonly accessToken: AccessToken
  readonly times: TokenTimes
  /** The store's revision this was read at or written as. */
  readonly revision: string | undefined
}

export function holdLogin(
  document: ChatGptDocument,
  revision: string | undefined,
  format: LoginFormat,
): HeldLogin {
  return {
    document,
    accessToken: format.toAccessToken(document),
    times: format.timesOf(document),
    revision,
  }
}

/** Whether two documents hold the very same tokens. */
export function sameTokens(a: ChatGptDocument, b: ChatGptDocument): boolean {
  return (
    a.tokens.access_token === b.tokens.access_token &&
    a.tokens.refresh_token === b.tokens.refresh_token
  )
}
