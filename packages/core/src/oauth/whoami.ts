import { ApiError } from '../errors/api-error.ts'
import { CredentialError } from '../errors/credential-error.ts'
import { isJsonObject, parseJson } from '../protocol/json.ts'
import type { Exchange, ExchangeResponse } from '../transport/exchange.ts'

/** Whom a personal access token speaks for. */
export interface TokenOwner {
  readonly accountId: string | undefined
  readonly email: string | undefined
  readonly planType: string | undefined
  readonly isFedramp: boolean
}

/** Asks whom a personal access token (`at-…`) speaks for. @see docs/protocol.md §4.4 */
export function requestWhoami(
  exchange: Exchange,
  issuer: string,
  accessToken: string,
  signal?: AbortSignal,
): Promise<ExchangeResponse> {
  return exchange(`${issuer}/api/accounts/v1/user-auth-credential/whoami`, {
    method: 'GET',
    headers: { accept: '*/*', authorization: `Bearer ${accessToken}` },
    ...(signal && { signal }),
    redirect: 'manual',
  })
}

/**
 * Judges the answer.
 *
 * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE` when the token is refused
 * @throws {@link ApiError} `SERVER_ERROR` for every other answer that names no owner
 */
export async function processWhoamiResponse(
  response: ExchangeResponse,
  location: string,
): Promise<TokenOwner> {
  const { status } = response
  const body = parseJson(await response.text())
  if (status >= 200 && status < 300 && isJsonObject(body)) {
    const text = (key: string) => (typeof body[key] === 'string' ? body[key] : undefined)
    return {
      accountId: text('chatgpt_account_id'),
      email: text('email'),
      planType: text('chatgpt_plan_type'),
      isFedramp: body['chatgpt_account_is_fedramp'] === true,
    }
  }
  if (status >= 400 && status < 500 && status !== 429) {
    throw new CredentialError(
      'CREDENTIAL_UNREADABLE',
      `The access token from ${location} is not accepted (${status}).`,
      {
        locations: [location],
        hint: 'Make a new token, or remove this one to use the stored login.',
      },
    )
  }
  throw new ApiError('SERVER_ERROR', `The authority answered ${status}.`, {
    status,
    hint: 'Try again in a moment.',
  })
}
