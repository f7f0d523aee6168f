import { ApiError } from '../errors/api-error.ts'
import type { ExchangeResponse } from './exchange.ts'

/** Bytes kept for a slow reader before the sender is asked to wait. */
const highWaterBytes = 256 * 1024

/** Asks the sender to wait, to go on, or to give up. */
export interface BodySource {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

interface Reader {
  resolve(result: IteratorResult<Uint8Array, undefined>): void
  reject(error: unknown): void
}

/**
 * A body between a pushing sender and one pulling reader. Kept by hand rather than as a stream: this
 * stands on the path of every byte.
 */
export class BodyQueue implements AsyncIterableIterator<Uint8Array, undefined> {
  #chunks: Uint8Array[] = []
  #bytes = 0
  #paused = false
  #ended = false
  #failure: { error: unknown } | undefined
  #reader: Reader | undefined
  readonly #source: BodySource

  constructor(source: BodySource) {
    this.#source = source
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return
    const reader = this.#reader
    if (reader) {
      this.#reader = undefined
      reader.resolve({ value: chunk, done: false })
      return
    }
    this.#chunks.push(chunk)
    this.#bytes += chunk.byteLength
    if (this.#bytes >= highWaterBytes && !this.#paused) {
      this.#paused = true
      this.#source.pause()
    }
  }

  end(): void {
    this.#ended = true
    this.#reader?.resolve({ value: undefined, done: true })
    this.#reader = undefined
  }

  fail(error: unknown): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#reader) {
      this.#reader.reject(error)
      this.#reader = undefined
    } else {
      this.#failure = { error }
    }
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const [first] = this.#chunks
    if (first) {
      // Small pieces that came together are read together.
      const value = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bytes)
      this.#chunks = []
      this.#bytes = 0
      if (this.#paused) {
        this.#paused = false
        this.#source.resume()
      }
      return Promise.resolve({ value, done: false })
    }
    if (this.#failure) {
      const { error } = this.#failure
      this.#failure = undefined
      return Promise.reject(error)
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject }
    })
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ended) {
      this.end()
      this.#source.abort(new Error('The reader left before the end of the body.'))
    }
    this.#chunks = []
    this.#failure = undefined
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** The longest body read whole: several pictures fit, one without end does not. */
const maxWholeBytes = 128 * 1024 * 1024

/**
 * Reads a whole body as UTF-8 text.
 *
 * @throws {@link ApiError} `SERVER_ERROR` for more than 128 MiB
 */
export async function readWhole(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  let bytes = 0
  async function* counted(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength
      if (bytes > maxWholeBytes) {
        throw new ApiError('SERVER_ERROR', `The answer has over ${maxWholeBytes} bytes.`, {
          isRetryable: false,
          hint: 'Look at what answers there: no answer is that long.',
        })
      }
      yield chunk
    }
  }
  return readText(body && counted(body), Number.POSITIVE_INFINITY)
}

/** Reads a body as UTF-8 text, to its end or to the piece that passes the limit. */
export async function readText(
  body: AsyncIterable<Uint8Array> | null,
  limitBytes: number,
): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  if (body) {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      bytes += chunk.byteLength
      if (bytes >= limitBytes) break
    }
  }
  return text + decoder.decode()
}

/** The same answer, its body being a text that was read before. */
export function alreadyRead(response: ExchangeResponse, text: string): ExchangeResponse {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text)
  }
  return {
    status: response.status,
    headers: response.headers,
    body: body(),
    text: async () => text,
  }
}
