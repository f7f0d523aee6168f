import { explainUnknownModel } from '../client/explain-unknown-model.ts'
import { requestResponse } from '../client/request-response.ts'
import { overhearRateLimits } from '../client/tell-observers.ts'
import { normalizeRequest } from '../dialect/normalize-request.ts'
import { requestRules } from '../dialect/request-rules.ts'
import { restoreOutput } from '../dialect/restore-output.ts'
import type { FetchContext } from './fetch-context.ts'
import { passedOnHeaders, readJson, type FetchRequest } from './fetch-request.ts'
import { toJsonResponse } from './to-json-response.ts'
import { toFailureResponse, toResponse } from './to-response.ts'

/**
 * `POST …/responses`: streamed as the public API would stream it, or whole.
 *
 * @throws {@link AnyCodexError} for what fails before an answer, or in one that is read whole
 */
export async function answerResponses(
  request: FetchRequest,
  { connection, conversationId, models, now, emit, reportDropped }: FetchContext,
): Promise<Response> {
  const { backend, authorized, quotesRequests } = connection
  const given = await readJson(request)
  const { body, dropped } = normalizeRequest(given, backend)
  reportDropped(dropped)
  const response = await requestResponse({ ...connection, exchange: authorized }, body, {
    headers: passedOnHeaders(request.headers),
    // The body's own key names the conversation.
    conversationId: body['prompt_cache_key'] === undefined ? conversationId : undefined,
    signal: request.signal,
  })
  if (response.status < 200 || response.status >= 300) {
    return toFailureResponse(response, now(), connection, (error) =>
      explainUnknownModel(error, models, request.signal),
    )
  }
  const source = overhearRateLimits(response, emit)
  if (given['stream'] !== true) return toJsonResponse(response, source, request.signal, connection)
  const requestId = response.headers.get('x-request-id') ?? undefined
  const rules = { ...requestRules[backend], quotesRequests }
  return toResponse(response, source && restoreOutput(source, { rules, requestId }))
}
