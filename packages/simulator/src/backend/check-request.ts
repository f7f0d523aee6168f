import { detailReply, type Reply } from '../reply.ts'
import type { Exchange } from '../http/exchange.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { ResolvedSimulatorOptions } from '../simulator-options.ts'
import type { Catalog } from './catalog.ts'
import { checkFields, checkInstructions } from './check-fields.ts'
import { checkItems } from './check-items.ts'
import { checkTools } from './check-tools.ts'

/** The body of a request, or the reply that refuses it. */
export type ReadRequest = { body: JsonObject; refusal?: undefined } | { refusal: Reply }

/** Reads the body as a JSON object. @see docs/protocol.md §6.7 */
export function readRequest(exchange: Exchange): ReadRequest {
  if (!exchange.header('content-type')?.startsWith('application/json'))
    return { refusal: detailReply(415, 'Unsupported content type') }
  if ('failure' in exchange.body)
    return exchange.body.failure === 'unknown encoding'
      ? { refusal: detailReply(415, 'Unsupported content encoding') }
      : { refusal: detailReply(400, 'The request body could not be decompressed') }
  if (!isObject(exchange.content))
    return { refusal: detailReply(400, 'The request body is not valid JSON') }
  return { body: exchange.content }
}

/** Judges a request by the Codex backend's rules; names only the first offender. @see docs/protocol.md §6.6 */
export function checkCodexRequest(
  body: JsonObject,
  catalog: Catalog,
  options: Pick<ResolvedSimulatorOptions, 'instructions' | 'itemIds'>,
): Reply | undefined {
  const input = Array.isArray(body['input']) ? body['input'] : []
  return (
    checkFields(body, catalog.find(String(body['model']))) ??
    checkItems(input, options.itemIds) ??
    checkInstructions(body, options.instructions) ??
    checkTools(body['tools'])
  )
}

/** Judges a request by the platform's rules, which are few. */
export function checkPlatformRequest(body: JsonObject): Reply | undefined {
  if (typeof body['model'] !== 'string') return detailReply(400, 'Model is required')
  if (typeof body['input'] !== 'string' && !Array.isArray(body['input']))
    return detailReply(400, 'Input is required')
  return undefined
}
