import { RefreshError, type RefreshFailureReason } from '../../errors/refresh-error.ts'
import type { RefreshedTokens } from '../../protocol/auth-dot-json.ts'
import { parseErrorBody } from '../../protocol/error-body.ts'
import { parseSiwcGrant, siwcResource } from '../../protocol/siwc.ts'
import { parseTokenResponse } from '../../protocol/token-response.ts'
import type { ExchangeResponse } from '../../transport/exchange.ts'
import type { Authorization } from '../authorization.ts'
import { signInFailed, unexpectedAnswer } from '../sign-in-failure.ts'
import type { SiwcAuthority } from './siwc-authority.ts'

/** Tokens of Sign in with ChatGPT, and what goes with them. A refresh may leave out all but the first. */
export type SiwcTokens = RefreshedTokens & { readonly accessToken: string }

/** What a sign-in must bring. */
export type WholeSiwcTokens = SiwcTokens & {
  readonly refreshToken: string
  readonly idToken: string
  readonly scopes: readonly string[]
}

/** Asks for tokens in return for a code. @see docs/protocol.md §13.3 */
export async function requestSiwcTokens(
  authority: SiwcAuthority,
  clientId: string,
  { code, codeVerifier, redirectUri }: Authorization,
  signal?: AbortSignal,
): Promise<ExchangeResponse> {
  const { token } = await authority.endpoints()
  const form = {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    code_verifier: codeVerifier,
    redirect_uri: redirectUri,
    resource: siwcResource,
  }
  return postForm(authority, token, form, signal)
}

/** @throws {@link RefreshError} `SIGN_IN_FAILED` unless all three tokens are there */
export async function processSiwcTokens(response: ExchangeResponse): Promise<WholeSiwcTokens> {
  const text = await response.text()
  if (response.status !== 200) {
    throw unexpectedAnswer('exchange', 'to exchange the code for tokens', response, text)
  }
  const tokens = toSiwcTokens(text)
  const { refreshToken, idToken, scopes } = tokens ?? {}
  if (tokens && refreshToken && idToken && scopes)
    return { ...tokens, refreshToken, idToken, scopes }
  throw signInFailed('exchange', 'The authority answered without all it should give.', {
    status: 200,
    hint: 'Start the sign-in again.',
  })
}

/** Asks for fresh tokens. @see docs/protocol.md §13.4 */
export async function requestSiwcRefresh(
  authority: SiwcAuthority,
  { clientId, refreshToken }: { readonly clientId: string; readonly refreshToken: string },
): Promise<ExchangeResponse> {
  const { token } = await authority.endpoints()
  const form = {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: refreshToken,
    resource: siwcResource,
  }
  return postForm(authority, token, form)
}

const finalCodes: ReadonlyMap<string | undefined, RefreshFailureReason> = new Map([
  ['invalid_grant', 'other'],
  ['invalid_refresh_token', 'other'],
  ['token_expired', 'expired'],
  ['refresh_token_expired', 'expired'],
  ['refresh_token_invalidated', 'revoked'],
  ['refresh_token_reused', 'reused'],
])

/**
 * Judges the answer to a refresh: by its code alone, since a status can come from anyone in between.
 *
 * @throws {@link RefreshError} `REFRESH_REJECTED` or `REFRESH_UNAVAILABLE`
 * @see docs/protocol.md §13.4
 */
export async function processSiwcRefresh(response: ExchangeResponse): Promise<SiwcTokens> {
  const { status } = response
  const text = await response.text()
  const tokens = status === 200 ? toSiwcTokens(text) : undefined
  if (tokens) return tokens
  const { code } = parseErrorBody(text)
  const reason = status === 400 || status === 401 ? finalCodes.get(code) : undefined
  if (reason) {
    throw new RefreshError(
      'REFRESH_REJECTED',
      `The authority does not renew this sign-in any more (${code}).`,
      { reason, status, hint: siwcSignInAgain },
    )
  }
  const isOurFault = code === 'invalid_client'
  throw new RefreshError(
    'REFRESH_UNAVAILABLE',
    isOurFault
      ? 'The authority does not know this app (invalid_client).'
      : `The authority answered ${status} without tokens.`,
    {
      status,
      isRetryable: !isOurFault,
      hint: isOurFault
        ? 'Check in the settings of ChatGPT that the app is still connected.'
        : 'Try again in a moment; nothing of the login is lost.',
    },
  )
}

/** What to do about a sign-in that has ended. */
export const siwcSignInAgain = 'Sign in with ChatGPT again: run `via-codex login --chatgpt`.'

/** Asks the authority to end a sign-in. @see docs/protocol.md §13.5 */
export async function requestSiwcRevocation(
  authority: SiwcAuthority,
  { clientId, refreshToken }: { readonly clientId: string; readonly refreshToken: string },
): Promise<ExchangeResponse> {
  const { revoke } = await authority.endpoints()
  return postForm(authority, revoke, {
    token: refreshToken,
    token_type_hint: 'refresh_token',
    client_id: clientId,
  })
}

function toSiwcTokens(text: string): SiwcTokens | undefined {
  const { accessToken, ...others } = parseTokenResponse(text) ?? {}
  const grant = parseSiwcGrant(text)
  return accessToken && grant ? { accessToken, ...others, ...grant } : undefined
}

function postForm(
  { exchange }: SiwcAuthority,
  url: string,
  form: Record<string, string>,
  signal?: AbortSignal,
): Promise<ExchangeResponse> {
  return exchange(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams(form).toString(),
    redirect: 'manual',
    ...(signal && { signal }),
  })
}
