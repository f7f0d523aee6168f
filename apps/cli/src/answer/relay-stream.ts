import type { ResponseEvent, ResponseStream } from '@via-codex/core'

/** The same stream, its events read by way of `events`. */
export function relayStream(
  stream: ResponseStream,
  events: AsyncGenerator<ResponseEvent, undefined>,
): ResponseStream {
  return {
    [Symbol.asyncIterator]: () => events,
    final: () => stream.final(),
    cancel: (reason) => stream.cancel(reason),
    get rateLimits() {
      return stream.rateLimits
    },
    get requestId() {
      return stream.requestId
    },
    get warnings() {
      return stream.warnings
    },
  }
}
