import type { Exchange, ExchangeResponse } from '../transport/exchange.ts'

export interface Revocation {
  /** The authority, without a final slash. */
  readonly issuer: string
  readonly clientId: string
  readonly refreshToken: string
  readonly signal?: AbortSignal | undefined
}

/** Asks the authority to end a login. @see docs/protocol.md §4.5 */
export function requestRevocation(
  exchange: Exchange,
  { issuer, clientId, refreshToken, signal }: Revocation,
): Promise<ExchangeResponse> {
  return exchange(`${issuer}/oauth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: '*/*' },
    body: JSON.stringify({
      token: refreshToken,
      token_type_hint: 'refresh_token',
      client_id: clientId,
    }),
    redirect: 'manual',
    ...(signal && { signal }),
  })
}

/** Whether the login has ended. */
export async function processRevocationResponse(response: ExchangeResponse): Promise<boolean> {
  await response.text()
  return response.status >= 200 && response.status < 300
}
