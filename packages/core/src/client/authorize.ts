import type { AccessToken } from '../credentials/credential.ts'
import type { TokenProvider } from '../credentials/token-provider.ts'
import type { ExchangeMiddleware } from '../transport/exchange.ts'
import type { FindRoute } from './workspace-routing.ts'

/**
 * Puts a fresh token on each request, and turns round on a 401: first with what the store holds now,
 * then with newly given tokens. The third 401 is the answer.
 *
 * @param findRoute where this token's requests go; absent: where they were addressed to
 * @see docs/protocol.md §3.5, §6.2
 */
export function authorize(tokens: TokenProvider, findRoute?: FindRoute): ExchangeMiddleware {
  return (next) => async (url, init) => {
    const { signal } = init
    const send = async (token: AccessToken) => {
      const headers = { ...init.headers, ...headersFor(token) }
      const route = await findRoute?.(url, token, headers, signal)
      return next(route?.url ?? url, { ...init, headers: { ...headers, ...route?.headers } })
    }
    let token = await tokens.getAccessToken({ signal })
    let response = await send(token)
    for (const step of ['reload', 'refresh'] as const) {
      if (response.status !== 401) break
      const recovered = await tokens.recover(token, step, { signal })
      if (!recovered) break
      token = recovered
      // Read to its end, so that the connection can be used again.
      await response.text()
      response = await send(token)
    }
    return response
  }
}

function headersFor(token: AccessToken): Record<string, string> {
  const { accountId, isFedramp, dataResidency } = token.identity
  return {
    authorization: `Bearer ${token.reveal()}`,
    ...(accountId && { 'chatgpt-account-id': accountId }),
    ...(isFedramp && { 'x-openai-fedramp': 'true' }),
    ...(dataResidency && { 'x-openai-internal-codex-residency': dataResidency }),
  }
}
