import { TransportError } from '../../errors/transport-error.ts'
import { BodyQueue } from '../body-queue.ts'
import type { OpenedSocket } from './connect.ts'
import { FrameSocket } from './frame-socket.ts'
import type { LastResponse, RequestParts } from './response-delta.ts'
import { classifyFrame, toEventBytes, type ErrorFrame } from './response-frames.ts'

/** What came of a question: the answer as the bytes of an event stream, a refusal, or a close before either. */
export type ChannelAnswer =
  | { readonly body: BodyQueue }
  | { readonly refusal: ErrorFrame }
  | { readonly closedWith: number }

export interface ChannelOptions {
  /** An item of an answer as it comes back in the next request; `undefined` for one that does not. */
  readonly toReplayed: (item: unknown) => unknown
  /** Between two signs of life, in milliseconds. */
  readonly pingMs: number
  /** How long it is kept for the next question, in milliseconds; 0 closes it after the first. */
  readonly keepMs: number
  readonly onClosed: (channel: ResponseChannel) => void
}

interface Turn {
  readonly parts: RequestParts | undefined
  readonly resolve: (answer: ChannelAnswer) => void
  /** What came before it was known whether there is an answer. */
  readonly held: Buffer[]
  readonly items: unknown[]
  body: BodyQueue | undefined
}

/** One WebSocket and the responses that come by it, one at a time. */
export class ResponseChannel {
  /** What the next question can go on from. */
  last: LastResponse | undefined
  readonly headers: OpenedSocket['headers']
  readonly openedAt = performance.now()
  #socket!: FrameSocket
  #turn: Turn | undefined
  #keeping: NodeJS.Timeout | undefined
  readonly #options: ChannelOptions

  static async open(opened: OpenedSocket, options: ChannelOptions): Promise<ResponseChannel> {
    const channel = new ResponseChannel(opened.headers, options)
    channel.#socket = await FrameSocket.open(
      opened.stream,
      {
        onText: (text) => channel.#onText(text),
        onClose: (code) => channel.#onClose(code),
      },
      options.pingMs,
    )
    return channel
  }

  private constructor(headers: OpenedSocket['headers'], options: ChannelOptions) {
    this.headers = headers
    this.#options = options
  }

  get isIdle(): boolean {
    return !this.#turn && !this.#socket.isClosed
  }

  /**
   * Sends a frame and waits for the first word of its answer.
   *
   * @param parts of the whole request, when the next one may go on from it
   * @throws the signal's reason, untouched
   */
  async ask(
    frame: string,
    parts: RequestParts | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ChannelAnswer> {
    signal?.throwIfAborted()
    if (this.#socket.isClosed) return { closedWith: 1006 }
    clearTimeout(this.#keeping)
    this.#socket.hold(true)
    this.last = undefined
    const { promise, resolve, reject } = Promise.withResolvers<ChannelAnswer>()
    const turn: Turn = { parts, resolve, held: [], items: [], body: undefined }
    this.#turn = turn
    const onAbort = () => {
      if (this.#turn !== turn) return
      this.#turn = undefined
      reject(signal?.reason)
      turn.body?.fail(signal?.reason)
      this.#socket.terminate()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#socket.send(frame)
    return promise
  }

  close(): void {
    this.#socket.close()
  }

  #onText(text: Buffer): void {
    const turn = this.#turn
    if (!turn) return
    const frame = classifyFrame(text, turn.body === undefined)
    if (!turn.body) {
      if (frame.kind === 'aside') return void turn.held.push(text)
      if (frame.kind === 'refusal') {
        this.#turn = undefined
        turn.resolve({ refusal: frame.error })
        return this.#socket.close()
      }
      turn.body = this.#openBody()
      for (const held of turn.held) turn.body.push(toEventBytes(held))
      turn.resolve({ body: turn.body })
    }
    turn.body.push(toEventBytes(text))
    if (frame.kind === 'item') turn.items[frame.index ?? turn.items.length] = frame.item
    else if (frame.kind === 'end') this.#finish(turn, turn.body, frame.completedId)
  }

  #openBody(): BodyQueue {
    const socket = this.#socket
    return new BodyQueue({
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      abort: () => {
        this.#turn = undefined
        socket.terminate()
      },
    })
  }

  #finish({ parts, items }: Turn, body: BodyQueue, completedId: string | undefined): void {
    this.#turn = undefined
    body.end()
    const { keepMs, toReplayed } = this.#options
    if (keepMs === 0) return this.#socket.close()
    if (parts && completedId !== undefined) {
      const replayed = Object.values(items).map(toReplayed)
      const output = replayed.filter((item) => item !== undefined)
      const all = [...parts.items, ...output.map((item) => JSON.stringify(item))]
      this.last = { id: completedId, fields: parts.fields, items: all }
    }
    this.#socket.resume()
    this.#socket.hold(false)
    this.#keeping = setTimeout(() => this.#socket.close(), keepMs)
    this.#keeping.unref()
  }

  #onClose(code: number): void {
    clearTimeout(this.#keeping)
    const turn = this.#turn
    this.#turn = undefined
    if (turn?.body) {
      turn.body.fail(
        new TransportError(
          'CONNECTION_FAILED',
          `The WebSocket closed within the answer (${code}).`,
        ),
      )
    } else turn?.resolve({ closedWith: code })
    this.#options.onClosed(this)
  }
}
