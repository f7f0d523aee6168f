import { collectResponse } from '../dialect/collect-response.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'
import { passedBackHeaders } from './to-response.ts'

/**
 * A streamed answer as the one JSON document that a caller without streaming expects.
 *
 * @param body of the answer
 * @throws {@link StreamError} when the response failed or broke off
 */
export async function toJsonResponse(
  response: ExchangeResponse,
  body: ExchangeResponse['body'],
  signal: AbortSignal | undefined,
  words: { readonly quotesRequests?: boolean | undefined },
): Promise<Response> {
  const collected = await collectResponse(body ?? noBytes(), signal, words)
  const headers = passedBackHeaders(response)
  headers.set('content-type', 'application/json')
  return Response.json(collected, { status: response.status, headers })
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
