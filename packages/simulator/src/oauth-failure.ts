import type { JsonObject } from './json.ts'

/** Where an OAuth error body carries its code. @see docs/protocol.md §3.4 */
export type OAuthErrorShape = 'nested' | 'string' | 'topLevel'

/** The codes with which the authority refuses a refresh for good. */
export type RefreshRejectionCode =
  | 'refresh_token_reused'
  | 'refresh_token_expired'
  | 'refresh_token_invalidated'

const MESSAGES: Readonly<Record<RefreshRejectionCode, string>> = {
  refresh_token_reused:
    'Your refresh token has already been used to generate a new access token. Please try signing in again.',
  refresh_token_expired: 'Your refresh token has expired. Please try signing in again.',
  refresh_token_invalidated:
    'Your refresh token has been invalidated. Please try signing in again.',
}

/** An error body in one of the three shapes clients must read. */
export function oauthErrorBody(
  code: string,
  message: string,
  shape: OAuthErrorShape = 'nested',
): JsonObject {
  if (shape === 'string') return { error: code, error_description: message }
  if (shape === 'topLevel') return { code, message }
  return { error: { message, type: 'invalid_request_error', param: null, code } }
}

/** The body that refuses a refresh token. */
export function refreshRejectionBody(
  code: RefreshRejectionCode,
  shape?: OAuthErrorShape,
): JsonObject {
  return oauthErrorBody(code, MESSAGES[code], shape)
}
