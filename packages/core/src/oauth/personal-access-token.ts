import * as z from 'zod/mini'
import { parseJson } from '../protocol/json.ts'
import type { Exchange, ExchangeResponse } from '../transport/exchange.ts'
import { signInFailed, unexpectedAnswer } from './sign-in-failure.ts'

/** Asks whose token it is. @see docs/protocol.md §4.4 */
export function requestWhoami(
  exchange: Exchange,
  token: string,
  { issuer, signal }: { issuer: string; signal?: AbortSignal | undefined },
): Promise<ExchangeResponse> {
  return exchange(`${issuer}/api/accounts/v1/user-auth-credential/whoami`, {
    method: 'GET',
    headers: { authorization: `Bearer ${token}`, accept: '*/*' },
    redirect: 'manual',
    ...(signal && { signal }),
  })
}

/** Whose token it is; all of it may be missing. */
export interface TokenOwner {
  readonly accountId?: string
  readonly email?: string
  readonly planType?: string
}

const optionalText = z.optional(z.nullable(z.string()))
const whoamiResponse = z.looseObject({
  chatgpt_account_id: optionalText,
  email: optionalText,
  chatgpt_plan_type: optionalText,
})

/** @throws {@link RefreshError} `SIGN_IN_FAILED` when the authority does not know the token */
export async function processWhoamiResponse(response: ExchangeResponse): Promise<TokenOwner> {
  const { status } = response
  if (status === 401 || status === 404) {
    throw signInFailed('token', 'The authority does not accept this access token.', {
      status,
      hint: 'Check that it is complete and neither expired nor revoked, or make a new one.',
    })
  }
  const text = await response.text()
  if (status !== 200) {
    throw unexpectedAnswer('token', 'to tell whose access token this is', response, text)
  }
  const result = whoamiResponse.safeParse(parseJson(text))
  if (!result.success) {
    throw signInFailed('token', 'The authority does not say whose access token this is.', {
      status,
      hint: 'Try again in a moment.',
    })
  }
  const { chatgpt_account_id: accountId, email, chatgpt_plan_type: planType } = result.data
  return {
    ...(accountId && { accountId }),
    ...(email && { email }),
    ...(planType && { planType }),
  }
}
