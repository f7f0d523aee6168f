import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import type { FaultsInForce } from '../faults/fault-registry.ts'
import type { LoggedRequest, Outcome } from '../request-log.ts'
import type { DecodedBody } from './read-body.ts'
import type { Reply } from '../reply.ts'

/** What {@link Exchange} is made of. */
export interface ExchangeParts {
  /** The TCP socket, under whatever layers. */
  socket: Socket
  response: ServerResponse | Http2ServerResponse
  record: LoggedRequest
  body: DecodedBody
  content: unknown
  faults: FaultsInForce
}

/** One request and its answer, the same over HTTP/1.1 and HTTP/2. */
export class Exchange {
  readonly record: LoggedRequest
  /** The body as text, or why it is not. */
  readonly body: DecodedBody
  /** The body decoded: JSON, a form as an object, else text; `undefined` when there is none. */
  readonly content: unknown
  readonly faults: FaultsInForce
  /** Settles when the answer's connection is done, for whatever reason. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  // The two response classes agree on everything used here.
  readonly #response: ServerResponse
  #isClosed = false
  #isFinished = false
  #isDropped = false

  constructor(parts: ExchangeParts) {
    this.record = parts.record
    this.body = parts.body
    this.content = parts.content
    this.faults = parts.faults
    this.#socket = parts.socket
    this.#response = parts.response as ServerResponse
    this.#response.once('finish', () => {
      this.#isFinished = true
    })
    this.closed = new Promise((resolve) => {
      // The client may have gone while its body was read: then no event will come.
      if (parts.socket.destroyed) {
        this.#isClosed = true
        resolve()
        return
      }
      this.#response.once('close', () => {
        this.#isClosed = true
        resolve()
      })
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** How it ended; meaningful once {@link Exchange.closed} has settled. */
  get outcome(): Outcome {
    if (this.#isFinished) return 'answered'
    return this.#isDropped ? 'dropped' : 'aborted'
  }

  header(name: string): string | undefined {
    return this.record.headers[name]
  }

  /** Sends a whole answer, unless a fault on the reply says otherwise. */
  async send(reply: Reply): Promise<void> {
    if (this.faults.find('drop-reply')) return this.drop()
    const delay = this.faults.find('delay-reply')
    if (delay && (delay.only !== 'success' || reply.status < 300)) await this.wait(delay.ms ?? 100)
    if (this.#isClosed) return
    const length = String(Buffer.byteLength(reply.body))
    this.head(reply.status, { 'content-length': length, ...reply.headers })
    this.#response.end(reply.body)
    await this.closed
  }

  /** Sends the status line and headers. */
  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.record.status = status
    this.#response.writeHead(status, { 'x-via-codex-simulator': '1', ...headers })
  }

  /** Sends the headers now, before any body. */
  flushHead(): void {
    this.#response.flushHeaders()
  }

  /** Writes bytes; settles once they left for the socket, or the socket is gone. */
  async write(bytes: Buffer): Promise<void> {
    if (this.#isClosed) return
    const written = new Promise<void>((resolve) => {
      this.#response.write(bytes, () => resolve())
    })
    await Promise.race([written, this.closed])
  }

  /** Ends the body, with a last piece if given. */
  async end(bytes?: Buffer): Promise<void> {
    if (this.#isClosed) return
    if (bytes) this.#response.end(bytes)
    else this.#response.end()
    await this.closed
  }

  /** Resets the connection. */
  drop(): void {
    this.#isDropped = true
    this.#socket.resetAndDestroy()
  }

  /** Waits, but no longer than the connection lives. */
  async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#isClosed) return
    let timer: NodeJS.Timeout | undefined
    const elapsed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    await Promise.race([elapsed, this.closed])
    clearTimeout(timer)
  }
}
