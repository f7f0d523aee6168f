import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex, Writable } from 'node:stream'

/** What a connection tells of. */
export interface FrameListener {
  /** A text, as UTF-8. */
  onText(text: Buffer): void
  /** Once, with the other side's code or 1006; nothing is told after it. */
  onClose(code: number): void
}

// The parts of `ws` that read and write frames, which its types leave out.
interface FrameParts {
  Receiver: new (options: { isServer: boolean; maxPayload: number }) => Writable & EventEmitter
  Sender: new (stream: Duplex) => {
    send(
      text: string,
      options: { binary: boolean; compress: boolean; fin: boolean; mask: boolean },
    ): void
    ping(data: string, mask: boolean): void
    pong(data: Buffer, mask: boolean): void
    close(code: number, reason: undefined, mask: boolean, onWritten: () => void): void
  }
}

/** The longest event taken, in bytes: a picture fits. */
const maxFrameBytes = 128 * 1024 * 1024
/** How long the other side has to answer a goodbye, in milliseconds. */
const closeGraceMs = 1_000

/**
 * The client's side of a WebSocket's frames over a connection that was opened. Pings are answered; a
 * connection that answers none of ours is closed.
 *
 * @see RFC 6455
 */
export class FrameSocket {
  readonly #stream: Duplex
  readonly #sender: InstanceType<FrameParts['Sender']>
  readonly #listener: FrameListener
  readonly #heartbeat: NodeJS.Timeout
  #isHeard = true
  #isPaused = false
  #isClosed = false

  static async open(stream: Duplex, listener: FrameListener, pingMs: number): Promise<FrameSocket> {
    // Loaded where a WebSocket is used.
    const parts = (await import('ws')) as unknown as FrameParts
    return new FrameSocket(parts, stream, listener, pingMs)
  }

  private constructor(
    { Receiver, Sender }: FrameParts,
    stream: Duplex,
    listener: FrameListener,
    pingMs: number,
  ) {
    this.#stream = stream
    this.#listener = listener
    this.#sender = new Sender(stream)
    const receiver = new Receiver({ isServer: false, maxPayload: maxFrameBytes })
    receiver.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#end(1003)
      else if (!this.#isClosed) listener.onText(data)
    })
    receiver.on('ping', (data: Buffer) => this.#sender.pong(data, true))
    receiver.on('conclude', (code: number) => this.close(code === 1005 ? 1000 : code, code))
    receiver.on('error', () => this.#end(1002))
    receiver.on('drain', () => this.#isPaused || stream.resume())
    stream.on('data', (chunk: Buffer) => {
      this.#isHeard = true
      if (!receiver.write(chunk)) stream.pause()
    })
    stream.on('error', () => this.#end(1006))
    stream.on('close', () => this.#end(1006))
    this.#heartbeat = setInterval(() => this.#beat(), pingMs)
    this.#heartbeat.unref()
    if (stream.destroyed) this.#end(1006)
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  send(text: string): void {
    this.#sender.send(text, { binary: false, compress: false, fin: true, mask: true })
  }

  pause(): void {
    this.#isPaused = true
    this.#stream.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#isHeard = true
    this.#stream.resume()
  }

  /** Whether the process lives on for this connection. */
  hold(isHeld: boolean): void {
    const socket = this.#stream as Socket
    if (isHeld) socket.ref?.()
    else socket.unref?.()
  }

  /** Says goodbye, and goes whether it is answered or not. */
  close(code = 1000, toldCode = code): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#heartbeat)
    this.#sender.close(code, undefined, true, () => this.#stream.end())
    setTimeout(() => this.#stream.destroy(), closeGraceMs).unref()
    this.#listener.onClose(toldCode)
  }

  /** Goes at once. */
  terminate(): void {
    this.#end(1006)
  }

  #beat(): void {
    // A reader who takes a break hears nothing.
    if (this.#isPaused) return
    if (!this.#isHeard) return this.#end(1006)
    this.#isHeard = false
    this.#sender.ping('', true)
  }

  #end(code: number): void {
    this.#stream.destroy()
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#heartbeat)
    this.#listener.onClose(code)
  }
}
