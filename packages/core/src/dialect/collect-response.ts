import { createResponseStream } from '../events/response-stream.ts'
import type { CodexResponse } from '../protocol/response-event.ts'

/**
 * Reads an event stream to its end, as the one response that a caller without streaming expects, with its
 * `output_text`.
 *
 * @throws {@link StreamError} when the response failed, or the stream has no end event; the reason of an
 * abort, untouched
 */
export function collectResponse(
  body: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
  { quotesRequests }: { readonly quotesRequests?: boolean | undefined } = {},
): Promise<CodexResponse> {
  return createResponseStream(async () => ({ body, quotesRequests }), {
    signal,
    keepEvents: false,
  }).final()
}
