import {
  encodeTools,
  hasOwnTools,
  toolEncodingsFor,
  type ToolEncoding,
} from '../dialect/encode-tools.ts'
import { ApiError } from '../errors/api-error.ts'
import type { JsonObject } from '../protocol/json.ts'

/** The encoding that a model took, for as long as the process lives. */
const known = new Map<unknown, ToolEncoding>()

/**
 * Sends a request with its tools in the encoding that its model takes. Where that is not known, one refusal
 * after the other leads to it; nothing is answered before.
 *
 * @throws what `send` throws; of several refusals the first
 * @see docs/protocol.md §13.6
 */
export async function sendEncoded<T>(
  body: JsonObject,
  send: (body: JsonObject) => Promise<T>,
): Promise<T> {
  if (!hasOwnTools(body)) return send(body)
  const { model } = body
  const learnt = known.get(model)
  let refusal: unknown
  for (const encoding of learnt ? [learnt] : toolEncodingsFor(model)) {
    try {
      const answer = await send(encodeTools(body, encoding))
      known.set(model, encoding)
      return answer
    } catch (error) {
      if (!isAboutTools(error)) throw error
      refusal ??= error
    }
  }
  known.delete(model)
  throw refusal
}

function isAboutTools(error: unknown): boolean {
  if (!ApiError.isInstance(error) || error.code !== 'UNSUPPORTED_BY_BACKEND') return false
  return error.status === 400 && /^(?:tools|input)\b/.test(error.param ?? '')
}
