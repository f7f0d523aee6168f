import {
  encodeTools,
  hasOwnTools,
  toolEncodingsFor,
  type ToolEncoding,
} from '../dialect/encode-tools.ts'
import { ApiError } from '../errors/api-error.ts'
import { siwcFailureOf } from '../errors/siwc-failures.ts'
import { parseErrorBody } from '../protocol/error-body.ts'
import type { JsonObject } from '../protocol/json.ts'
import { alreadyRead, readText } from '../transport/body-queue.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'

/** The encoding that each model took. */
export type KnownEncodings = Map<unknown, ToolEncoding>

type Send = (body: JsonObject) => Promise<ExchangeResponse>

/** How much of a refusal is read. */
const maxRefusalBytes = 64 * 1024

/**
 * Sends a request with its tools in the encoding that its model takes. Where that is not known, one refusal
 * after the other leads to it; nothing is answered before.
 *
 * @param known of this client; learns
 * @param send gives a refusal as an answer or throws it
 * @returns the answer; of several refusals the first
 * @see docs/protocol.md §13.6
 */
export async function sendEncoded(
  body: JsonObject,
  known: KnownEncodings,
  send: Send,
): Promise<ExchangeResponse> {
  if (!hasOwnTools(body)) return send(body)
  const { model } = body
  const learnt = known.get(model)
  let refusal: Refusal | undefined
  for (const encoding of learnt ? [learnt] : toolEncodingsFor(model)) {
    const outcome = await trySending(encodeTools(body, encoding), send)
    if ('answer' in outcome) {
      if (outcome.answer.status < 300) known.set(model, encoding)
      return outcome.answer
    }
    refusal ??= outcome
  }
  known.delete(model)
  if (refusal?.refused) return refusal.refused
  throw refusal?.error
}

/** That of the encoding alone: another may be taken. */
interface Refusal {
  readonly refused?: ExchangeResponse
  readonly error?: unknown
}

async function trySending(
  body: JsonObject,
  send: Send,
): Promise<{ readonly answer: ExchangeResponse } | Refusal> {
  let answer: ExchangeResponse
  try {
    answer = await send(body)
  } catch (error) {
    if (ApiError.isInstance(error) && isAboutTools(error.status, error.serverCode, error.param))
      return { error }
    throw error
  }
  if (answer.status !== 400) return { answer }
  const text = await readText(answer.body, maxRefusalBytes)
  const { code, param } = parseErrorBody(text)
  const refused = alreadyRead(answer, text)
  return isAboutTools(answer.status, code, param) ? { refused } : { answer: refused }
}

function isAboutTools(status = 0, code?: string, param = ''): boolean {
  const isRefused = siwcFailureOf(code)?.code === 'UNSUPPORTED_BY_BACKEND'
  return status === 400 && isRefused && /^(?:tools|input)\b/.test(param)
}
