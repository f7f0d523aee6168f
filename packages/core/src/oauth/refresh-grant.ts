import { RefreshError, type RefreshFailureReason } from '../errors/refresh-error.ts'
import type { RefreshedTokens } from '../protocol/auth-dot-json.ts'
import { parseErrorBody } from '../protocol/error-body.ts'
import { parseTokenResponse } from '../protocol/token-response.ts'
import type { Exchange, ExchangeResponse } from '../transport/exchange.ts'
import { refreshFailureReason } from './refresh-failure.ts'

/** Why a refresh is asked for. @see docs/protocol.md §3.1 */
export type RefreshReason = 'proactive_expiry' | 'scheduled' | 'unauthorized_recovery'

export interface RefreshGrant {
  /** The authority, without a final slash. */
  readonly issuer: string
  readonly clientId: string
  readonly refreshToken: string
  readonly reason: RefreshReason
}

/**
 * Asks the authority for fresh tokens, and does not judge the answer.
 *
 * @see docs/protocol.md §3.1
 */
export function requestRefresh(exchange: Exchange, grant: RefreshGrant): Promise<ExchangeResponse> {
  return exchange(`${grant.issuer}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: '*/*' },
    body: JSON.stringify({
      client_id: grant.clientId,
      grant_type: 'refresh_token',
      refresh_reason: grant.reason,
      refresh_token: grant.refreshToken,
    }),
    redirect: 'manual',
  })
}

/**
 * Judges the authority's answer.
 *
 * @throws {@link RefreshError} `REFRESH_REJECTED` when the refresh token is refused for good,
 *   `REFRESH_UNAVAILABLE` for every other answer without tokens
 */
export async function processRefreshResponse(response: ExchangeResponse): Promise<RefreshedTokens> {
  const { status } = response
  const text = await response.text()
  if (status >= 200 && status < 300) {
    const tokens = parseTokenResponse(text)
    if (tokens) return tokens
    throw new RefreshError('REFRESH_UNAVAILABLE', 'The authority answered without tokens.', {
      status,
    })
  }
  const { code } = parseErrorBody(text)
  const reason = refreshFailureReason(status, code)
  if (reason) {
    throw new RefreshError(
      'REFRESH_REJECTED',
      `The authority refused to renew the login: ${rejections[reason]}.`,
      {
        reason,
        status,
        hint: 'Sign in again with `via-codex login` or `codex login`.',
      },
    )
  }
  throw new RefreshError(
    'REFRESH_UNAVAILABLE',
    `The authority answered ${status}${code ? ` (${code})` : ''}.`,
    {
      status,
      hint: 'Try again in a moment.',
    },
  )
}

const rejections: Record<RefreshFailureReason, string> = {
  expired: 'its refresh token has expired',
  reused: 'its refresh token was already used',
  revoked: 'its refresh token was revoked',
  accountChanged: 'another account is signed in',
  other: 'its refresh token is no longer accepted',
}
