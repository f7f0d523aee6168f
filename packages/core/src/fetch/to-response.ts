import { readFailure } from '../client/api-failure.ts'
import type { ApiError } from '../errors/api-error.ts'
import type { ExchangeResponse } from '../transport/exchange.ts'
import { toErrorResponse } from './error-response.ts'

/** Of this hop or of the other side's encoding: not true of what is passed on. */
const ofThisHop = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'set-cookie',
  'trailer',
  'transfer-encoding',
])

/** The headers of an answer that are passed on. */
export function passedBackHeaders(response: ExchangeResponse): Headers {
  return new Headers([...response.headers.entries()].filter(([name]) => !ofThisHop.has(name)))
}

/** An answer as `fetch` gives it, its body being read as the caller reads. */
export function toResponse(
  response: ExchangeResponse,
  body: AsyncIterable<Uint8Array> | null = response.body,
): Response {
  const { status } = response
  const isEmpty = status === 204 || status === 205 || status === 304
  return new Response(body && !isEmpty ? toReadableStream(body) : null, {
    status,
    headers: passedBackHeaders(response),
  })
}

/**
 * An answer that is no success, in OpenAI's envelope.
 *
 * @param explain adds to the error what the answer did not tell
 */
export async function toFailureResponse(
  response: ExchangeResponse,
  now: Date,
  words: { readonly quotesRequests?: boolean | undefined },
  explain?: (error: ApiError) => Promise<ApiError>,
): Promise<Response> {
  const { error, body } = await readFailure(response, now, words)
  const explained = explain ? await explain(error) : error
  return toErrorResponse(explained, passedBackHeaders(response), body)
}

/**
 * Reads only when asked to, so that a slow reader slows the sender; a reader who leaves closes the
 * connection.
 */
function toReadableStream(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const source = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        return source.next().then(({ value, done }) => {
          if (done) controller.close()
          else controller.enqueue(value)
        })
      },
      async cancel() {
        await source.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
