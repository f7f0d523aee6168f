import type { AccessToken } from '../credentials/credential.ts'
import type { TokenProvider } from '../credentials/token-provider.ts'
import type { ExchangeMiddleware } from '../transport/exchange.ts'

/**
 * Puts a fresh token on each request, and turns round on a 401: first with what the store holds now,
 * then with newly given tokens. The third 401 is the answer.
 *
 * @see docs/protocol.md §3.5, §6.2
 */
export function authorize(tokens: TokenProvider): ExchangeMiddleware {
  return (next) => async (url, init) => {
    const { signal } = init
    const send = (token: AccessToken) =>
      next(url, { ...init, headers: { ...init.headers, ...headersFor(token) } })
    let token = await tokens.getAccessToken({ signal })
    let response = await send(token)
    for (const step of ['reload', 'refresh'] as const) {
      if (response.status !== 401) break
      // Read to its end, so that the connection can be used again.
      await response.text()
      token = await tokens.recover(token, step, { signal })
      response = await send(token)
    }
    return response
  }
}

function headersFor(token: AccessToken): Record<string, string> {
  return {
    authorization: `Bearer ${token.reveal()}`,
    ...(token.accountId && { 'chatgpt-account-id': token.accountId }),
    ...(token.isFedramp && { 'x-openai-fedramp': 'true' }),
  }
}
