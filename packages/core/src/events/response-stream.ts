import { CodexError } from '../errors/codex-error.ts'
import { StreamError } from '../errors/stream-error.ts'
import { TransportError } from '../errors/transport-error.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import type { RateLimitSnapshot } from '../protocol/rate-limit.ts'
import type { CodexResponse, ResponseEvent } from '../protocol/response-event.ts'
import { parseRateLimitEvent } from '../protocol/rate-limit-event.ts'
import { drainBody } from './drain-body.ts'
import { ResponseCollector } from './response-collector.ts'
import {
  isEndEvent,
  parseResponseEvent,
  responseFailureOf,
  toResponseFailed,
} from './response-events.ts'
import { ServerSentEventDecoder } from './server-sent-events.ts'

/**
 * A response as it is made: zero or more events, then exactly one end, which is a normal return after
 * `response.completed` or `response.incomplete`, or one thrown error. Nothing is thrown after the end.
 *
 * The request is sent at the first read or at `final()`. Events may be read once. Leaving the loop
 * early cancels the request.
 */
export interface ResponseStream extends AsyncIterable<ResponseEvent> {
  /**
   * The whole response, its output rebuilt from the streamed items. Settles as the stream ends, and may
   * be called before, during or after the reading; alone, it reads the stream itself.
   *
   * @throws {@link CodexError} as the stream would; the reason of an abort or cancel, untouched
   */
  final(): Promise<CodexResponse>
  /** What the plan has left, as the answer's headers or an event told; `undefined` before the first event. */
  readonly rateLimits: RateLimitSnapshot | undefined
  /** The server's id of this request; `undefined` before the first event. */
  readonly requestId: string | undefined
  /** What of the request the backend refuses, and was left out; empty before the first event. */
  readonly warnings: readonly DroppedField[]
  /** Ends the request now. Whoever reads gets `reason`, by default an `AbortError`. */
  cancel(reason?: unknown): void
}

/** An answer whose body is an event stream. */
export interface OpenedStream {
  readonly body: AsyncIterable<Uint8Array>
  readonly rateLimits?: RateLimitSnapshot | undefined
  /** Hears what an event tells of the plan; what the headers told is in `rateLimits`. */
  readonly onRateLimits?: ((rateLimits: RateLimitSnapshot) => void) | undefined
  readonly requestId?: string | undefined
  readonly warnings?: readonly DroppedField[] | undefined
  /** Whether the server's own words may repeat the request, and so are not passed on. */
  readonly quotesRequests?: boolean | undefined
}

export interface ResponseStreamOptions {
  readonly signal?: AbortSignal | undefined
  /** Keep events that only `final()` has read, for a reader who comes later. @default true */
  readonly keepEvents?: boolean | undefined
}

export function createResponseStream(
  open: (signal: AbortSignal) => Promise<OpenedStream>,
  options: ResponseStreamOptions = {},
): ResponseStream {
  return new LiveResponseStream(open, options)
}

type Result = IteratorResult<ResponseEvent, undefined>
type Outcome = { readonly response: CodexResponse } | { readonly error: unknown }

const doneResult: Result = { value: undefined, done: true }

// Written by hand rather than as an async generator: `next` stands on the path of every event, and an
// event that is already decoded must cost no more than one settled promise.
class LiveResponseStream implements ResponseStream, AsyncIterator<ResponseEvent, undefined> {
  rateLimits: RateLimitSnapshot | undefined
  requestId: string | undefined
  warnings: readonly DroppedField[] = []
  #queue: ResponseEvent[] = []
  #index = 0
  #onRateLimits: OpenedStream['onRateLimits']
  #quotesRequests = false
  #isRead = false
  #body: AsyncIterator<Uint8Array> | undefined
  #filling: Promise<void> | undefined
  #leaving: Promise<void> | undefined
  /** Known as soon as it is decoded; told to the reader once every event before it was read. */
  #outcome: Outcome | undefined
  #isTold = false
  #final: PromiseWithResolvers<CodexResponse> | undefined
  readonly #collector = new ResponseCollector()
  readonly #decoder = new ServerSentEventDecoder((event) => this.#accept(event.data))
  readonly #abort = new AbortController()
  readonly #open: (signal: AbortSignal) => Promise<OpenedStream>
  readonly #options: ResponseStreamOptions

  constructor(
    open: (signal: AbortSignal) => Promise<OpenedStream>,
    options: ResponseStreamOptions,
  ) {
    this.#open = open
    this.#options = options
  }

  [Symbol.asyncIterator](): AsyncIterator<ResponseEvent, undefined> {
    if (this.#isRead) throw new TypeError('A ResponseStream can be read once.')
    this.#isRead = true
    return this
  }

  next(): Promise<Result> {
    const event = this.#queue[this.#index]
    if (event === undefined) return this.#nextAfterFill()
    this.#index++
    return Promise.resolve({ value: event, done: false })
  }

  return(): Promise<Result> {
    this.cancel()
    this.#isTold = true
    this.#queue = []
    void this.#leaveBody()
    return Promise.resolve(doneResult)
  }

  cancel(
    reason: unknown = new DOMException('The response stream was cancelled.', 'AbortError'),
  ): void {
    if (this.#outcome) return
    this.#queue = []
    this.#settle({ error: reason })
    this.#abort.abort(reason)
  }

  final(): Promise<CodexResponse> {
    if (!this.#final) {
      this.#final = Promise.withResolvers()
      if (this.#outcome) this.#settleFinal(this.#outcome)
      // The reader itself may be asking, and wait before it reads on.
      else if (this.#isRead) void this.#readAhead()
      // Whoever begins to read in this very turn does the reading.
      else queueMicrotask(() => void this.#readAlone())
    }
    return this.#final.promise
  }

  async #readAlone(): Promise<void> {
    while (!this.#isRead && !this.#outcome) {
      if (this.#options.keepEvents === false) this.#queue = []
      await this.#fill()
    }
    if (!this.#isRead) await this.#leaveBody()
  }

  async #readAhead(): Promise<void> {
    while (!this.#outcome) await this.#fill()
  }

  async #nextAfterFill(): Promise<Result> {
    while (!this.#outcome) {
      await this.#fill()
      if (this.#index < this.#queue.length) return this.next()
    }
    await this.#leaveBody()
    if (this.#isTold || 'response' in this.#outcome) return doneResult
    this.#isTold = true
    throw this.#outcome.error
  }

  /** Reads until there are more events or the outcome is known; runs once at a time and never rejects. */
  #fill(): Promise<void> {
    this.#filling ??= this.#readMore()
    return this.#filling
  }

  async #readMore(): Promise<void> {
    if (this.#index === this.#queue.length) {
      this.#queue = []
      this.#index = 0
    }
    const length = this.#queue.length
    try {
      this.#body ??= await this.#start()
      while (this.#queue.length === length && !this.#outcome) {
        const { value, done } = await this.#body.next()
        if (done) throw this.#interruption()
        this.#decoder.push(value)
      }
    } catch (error) {
      // Before the body every error is what it says; within it a broken connection is an interruption.
      const isPlain = !this.#body || (CodexError.isInstance(error) && !isBrokenConnection(error))
      this.#settle({ error: isPlain ? error : this.#interruption(error) })
    } finally {
      this.#filling = undefined
    }
  }

  async #start(): Promise<AsyncIterator<Uint8Array>> {
    const { signal } = this.#options
    if (signal?.aborted) this.cancel(signal.reason)
    else signal?.addEventListener('abort', this.#onAbort, { once: true })
    this.#abort.signal.throwIfAborted()
    const opened = await this.#open(this.#abort.signal)
    const { body, rateLimits, requestId, warnings = [], quotesRequests = false } = opened
    this.#onRateLimits = opened.onRateLimits
    this.#quotesRequests = quotesRequests
    this.rateLimits = rateLimits
    this.requestId = requestId
    this.warnings = warnings
    return body[Symbol.asyncIterator]()
  }

  #accept(data: string): void {
    if (this.#outcome) return
    const event = parseResponseEvent(data, this.#decoder.bytesRead)
    if (!event) return
    this.#collector.add(event)
    if (isEndEvent(event)) {
      this.#queue.push(event)
      this.#settle({ response: this.#collector.complete(event.response) })
      return
    }
    const failure = responseFailureOf(event)
    if (failure) {
      const quotesRequests = this.#quotesRequests
      const { requestId } = this
      const partial = this.#collector.partial()
      this.#settle({ error: toResponseFailed(failure, { quotesRequests, partial, requestId }) })
    } else this.#queue.push(event)
    if ((event as { type: string }).type === 'codex.rate_limits') this.#takeRateLimits(event)
  }

  #takeRateLimits(event: ResponseEvent): void {
    const rateLimits = parseRateLimitEvent(event)
    if (!rateLimits) return
    this.rateLimits = rateLimits
    this.#onRateLimits?.(rateLimits)
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome) return
    this.#outcome = outcome
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.#settleFinal(outcome)
  }

  #settleFinal(outcome: Outcome): void {
    if ('response' in outcome) return this.#final?.resolve(outcome.response)
    this.#final?.reject(outcome.error)
    // The reader is told, so nobody else has to listen.
    if (this.#isRead) this.#final?.promise.catch(() => {})
  }

  readonly #onAbort = () => this.cancel(this.#options.signal?.reason)

  /** Gives the connection back: after a good end it may be used again, else it is closed. */
  #leaveBody(): Promise<void> {
    this.#leaving ??= this.#leave(this.#body)
    return this.#leaving
  }

  async #leave(body: AsyncIterator<Uint8Array> | undefined): Promise<void> {
    if (!body) return
    const isWhole = this.#outcome !== undefined && 'response' in this.#outcome
    try {
      // A web stream returns only after the read under way, so that read is ended first.
      if (isWhole && !(await drainBody(body))) this.#abort.abort()
      await body.return?.()
    } catch {
      // The outcome is known; how the connection ends changes nothing.
    }
  }

  #interruption(cause?: unknown): StreamError {
    return new StreamError('STREAM_INTERRUPTED', 'The answer ended before its end event.', {
      cause,
      partial: this.#collector.partial(),
      requestId: this.requestId,
      hint: 'Send the request again; what had come is in `partial`.',
    })
  }
}

function isBrokenConnection(error: unknown): boolean {
  return TransportError.isInstance(error) && error.code === 'CONNECTION_FAILED'
}
