import { StringDecoder } from 'node:string_decoder'
import { createParser, type EventSourceParser } from 'eventsource-parser'
import { StreamError } from '../errors/stream-error.ts'

/** One event of an event stream. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerSentEvent {
  readonly event?: string | undefined
  readonly data: string
  readonly id?: string | undefined
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
 * Turns bytes, split anywhere, into events. Lines that are no field of an event are skipped, as the
 * standard says.
 *
 * A class, since a literal with a getter costs a hidden class for each stream, which keeps the whole
 * stream in memory until a full collection.
 */
export class ServerSentEventDecoder {
  /** Bytes pushed so far. */
  bytesRead = 0
  #isWithinLine = false
  /** Made when a chunk first ends within a character, which few streams ever do. */
  #splitText: StringDecoder | undefined
  readonly #parser: EventSourceParser

  /** @param onEvent called in order, during `push`, once for each event that is complete */
  constructor(onEvent: (event: ServerSentEvent) => void) {
    this.#parser = createParser({
      onEvent,
      maxBufferSize: maxEventCharacters,
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') throw eventWithoutEnd(this.bytesRead)
      },
    })
  }

  /** @throws {@link StreamError} `STREAM_MALFORMED` for an event without end */
  push(chunk: Uint8Array): void {
    this.bytesRead += chunk.byteLength
    const text = this.#decode(chunk)
    if (text === '') return
    // The parser copies what it is given while it holds the beginning of a line: it gets the rest of
    // that line, the whole lines and the next beginning one by one.
    const whole = this.#isWithinLine ? text.indexOf('\n') + 1 : 0
    const rest = text.lastIndexOf('\n') + 1
    this.#isWithinLine = rest < text.length
    if (whole > 0) this.#parser.feed(text.slice(0, whole))
    if (rest > whole) this.#parser.feed(text.slice(whole, rest))
    if (this.#isWithinLine) this.#parser.feed(text.slice(rest))
  }

  /** Invalid UTF-8 becomes U+FFFD; the beginning of a character waits for its end. */
  #decode(chunk: Uint8Array): string {
    const endsWithAscii = (chunk.at(-1) ?? 0) < 0x80
    if (!this.#splitText && endsWithAscii) return asBuffer(chunk).toString()
    this.#splitText ??= new StringDecoder('utf8')
    return this.#splitText.write(asBuffer(chunk))
  }
}

function asBuffer(chunk: Uint8Array): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
