import * as z from 'zod/mini'
import type { RefreshError } from '../errors/refresh-error.ts'
import { parseJson } from '../protocol/json.ts'
import { parseJwtClaims } from '../protocol/jwt-claims.ts'
import { parseTokenResponse } from '../protocol/token-response.ts'
import type { Exchange, ExchangeResponse } from '../transport/exchange.ts'
import type { Authorization } from './authorization.ts'
import { signInFailed, unexpectedAnswer } from './sign-in-failure.ts'

/** The three tokens of a new login. */
export interface IssuedTokens {
  readonly idToken: string
  readonly accessToken: string
  readonly refreshToken: string
}

export interface AuthorityOptions {
  /** Without a final slash. */
  readonly issuer: string
  readonly clientId: string
  readonly signal?: AbortSignal | undefined
}

/** Asks for tokens in return for a code. @see docs/protocol.md §4.1 */
export function requestTokens(
  exchange: Exchange,
  authorization: Authorization,
  options: AuthorityOptions,
): Promise<ExchangeResponse> {
  return postForm(exchange, options, {
    grant_type: 'authorization_code',
    client_id: options.clientId,
    code: authorization.code,
    redirect_uri: authorization.redirectUri,
    code_verifier: authorization.codeVerifier,
  })
}

/**
 * Judges the answer: all three tokens must be there, and the ID token a JWT, or the Codex CLI could not
 * read the login.
 *
 * @throws {@link RefreshError} `SIGN_IN_FAILED`
 */
export async function processTokenResponse(response: ExchangeResponse): Promise<IssuedTokens> {
  const text = await response.text()
  if (response.status !== 200) {
    throw unexpectedAnswer('exchange', 'to exchange the code for tokens', response, text)
  }
  const { idToken, accessToken, refreshToken } = parseTokenResponse(text) ?? {}
  if (!idToken) throw incomplete('an ID token')
  if (!accessToken) throw incomplete('an access token')
  if (!refreshToken) throw incomplete('a refresh token')
  if (!parseJwtClaims(idToken)) throw incomplete('an ID token that can be read')
  return { idToken, accessToken, refreshToken }
}

/** Asks for an API key in return for an ID token. @see docs/protocol.md §4.1 */
export function requestApiKey(
  exchange: Exchange,
  idToken: string,
  options: AuthorityOptions,
): Promise<ExchangeResponse> {
  return postForm(exchange, options, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: options.clientId,
    requested_token: 'openai-api-key',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  })
}

const apiKeyResponse = z.lazy(() =>
  z.looseObject({ access_token: z.string().check(z.minLength(1)) }),
)

/** @throws {@link RefreshError} `SIGN_IN_FAILED` when there is no key in the answer */
export async function processApiKeyResponse(response: ExchangeResponse): Promise<string> {
  const text = await response.text()
  if (response.status !== 200) throw unexpectedAnswer('exchange', 'an API key', response, text)
  const result = apiKeyResponse.safeParse(parseJson(text))
  if (!result.success) throw incomplete('an API key')
  return result.data.access_token
}

function postForm(
  exchange: Exchange,
  { issuer, signal }: AuthorityOptions,
  form: Record<string, string>,
): Promise<ExchangeResponse> {
  return exchange(`${issuer}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: '*/*' },
    body: new URLSearchParams(form).toString(),
    redirect: 'manual',
    ...(signal && { signal }),
  })
}

function incomplete(what: string): RefreshError {
  return signInFailed('exchange', `The authority answered without ${what}.`, {
    status: 200,
    hint: 'Start the sign-in again.',
  })
}
