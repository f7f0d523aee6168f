import { collectResponse } from '../dialect/collect-response.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'
import { passedBackHeaders } from './to-response.ts'

/**
 * A streamed answer as the one JSON document that a caller without streaming expects.
 *
 * @throws {@link StreamError} when the response failed or broke off
 */
export async function toJsonResponse(
  response: ExchangeResponse,
  signal: AbortSignal | undefined,
  words: { readonly quotesRequests?: boolean | undefined },
): Promise<Response> {
  const body = response.body ?? noBytes()
  const collected = await collectResponse(body, signal, words)
  const headers = passedBackHeaders(response)
  headers.set('content-type', 'application/json')
  return Response.json(collected, { status: response.status, headers })
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
