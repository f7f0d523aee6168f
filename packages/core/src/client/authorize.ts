import type { AccessToken } from '../credentials/credential.ts'
import type { TokenProvider } from '../credentials/token-provider.ts'
import { alreadyRead, readText } from '../transport/body-queue.ts'
import type { ExchangeMiddleware } from '../transport/exchange.ts'
import type { FindRoute } from './workspace-routing.ts'

/** How much of a 401's body is read. */
const maxRefusalBytes = 64 * 1024

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
      if (!route) return next(url, { ...init, headers })
      return next(route.url, { ...init, headers: { ...headers, ...route.headers } })
    }
    let token = await tokens.getAccessToken({ signal })
    let response = await send(token)
    for (const step of ['reload', 'refresh'] as const) {
      if (response.status !== 401) break
      // Read first, so that the connection is free whatever comes of the recovery.
      const text = await readText(response.body, maxRefusalBytes)
      const recovered = await tokens.recover(token, step, { signal })
      if (!recovered) return alreadyRead(response, text)
      token = recovered
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
