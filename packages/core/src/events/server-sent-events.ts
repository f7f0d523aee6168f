import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { StreamError } from '../errors/stream-error.ts'

/** One event of an event stream. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerSentEvent {
  readonly event?: string | undefined
  readonly data: string
  readonly id?: string | undefined
}

/** Turns bytes, split anywhere, into events. */
export interface ServerSentEventDecoder {
  push(chunk: Uint8Array): void
  /** Bytes pushed so far. */
  readonly bytesRead: number
}

/** The longest event taken, in characters: a picture fits, a stream without line ends does not. */
export const maxEventCharacters = 128 * 1024 * 1024

/** The error for an event that is longer. */
export function eventWithoutEnd(offsetBytes: number): StreamError {
  return new StreamError(
    'STREAM_MALFORMED',
    `The answer holds an event of over ${maxEventCharacters} characters.`,
    { offsetBytes },
  )
}

/**
 * Lines that are no field of an event are skipped, as the standard says.
 *
 * @param onEvent called in order, during `push`, once for each event that is complete
 * @throws {@link StreamError} `STREAM_MALFORMED` from `push`, for an event without end
 */
export function createServerSentEventDecoder(
  onEvent: (event: ServerSentEvent) => void,
): ServerSentEventDecoder {
  // Invalid UTF-8 becomes U+FFFD, a character split between chunks is kept whole.
  const text = new StringDecoder('utf8')
  let bytesRead = 0
  const parser = createParser({
    onEvent,
    maxBufferSize: maxEventCharacters,
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') throw eventWithoutEnd(bytesRead)
    },
  })
  return {
    push(chunk) {
      bytesRead += chunk.byteLength
      parser.feed(text.write(chunk))
    },
    get bytesRead() {
      return bytesRead
    },
  }
}
