import { serializeRequest } from '../dialect/serialize-request.ts'
import { protocolVersion } from '../protocol/endpoints.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'
import type { Connection } from './connection.ts'
import { sendEncoded } from './send-encoded.ts'
import { sessionAffinity } from './session-affinity.ts'

export interface ResponseRequestInit {
  /** Names in lower case; ours win. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** @default the body's `prompt_cache_key`, else a new one */
  readonly conversationId?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends a normalised request to the models: the one place where it becomes an HTTP request.
 *
 * @throws {@link ApiError} `INVALID_REQUEST` for a body that JSON cannot say, and what the exchange throws
 * @see docs/protocol.md §6.2
 */
export async function requestResponse(
  {
    backend,
    baseUrl,
    exchange,
    toolEncodings,
  }: Pick<Connection, 'backend' | 'baseUrl' | 'exchange' | 'toolEncodings'>,
  body: JsonObject,
  { headers, conversationId, signal }: ResponseRequestInit = {},
): Promise<ExchangeResponse> {
  const { prompt_cache_key: promptCacheKey } = body
  const affinity = sessionAffinity(backend, { conversationId, promptCacheKey })
  const send = (whole: JsonObject) =>
    exchange(`${baseUrl}/responses`, {
      method: 'POST',
      headers: {
        ...headers,
        accept: 'text/event-stream',
        'content-type': 'application/json',
        ...(backend === 'codex' && { version: protocolVersion }),
        ...affinity.headers,
      },
      body: serializeRequest(whole),
      ...(signal && { signal }),
      ...(affinity.isNamed && { conversation: affinity.conversationId }),
      redirect: 'manual',
    })
  const whole = { ...body, prompt_cache_key: affinity.promptCacheKey }
  return toolEncodings ? sendEncoded(whole, toolEncodings, send) : send(whole)
}
