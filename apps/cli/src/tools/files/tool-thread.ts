import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Worker } from 'node:worker_threads'
import { beginThread } from '../../begin-thread.ts'
import type { ToolMessage, ToolRequest, ToolWords } from './messages.ts'

type Waiting = PromiseWithResolvers<unknown>

/** The thread in which the tools of a file run. */
export class ToolThread {
  readonly #worker: Worker
  readonly #loaded = Promise.withResolvers<readonly ToolWords[]>()
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #end: Error | undefined

  /** @param onLine takes what the tools print, a line each */
  constructor(path: string, server: string, onLine: (line: string) => void) {
    this.#worker = beginThread({ address: server, begins: 'serveTools', data: { path } })
    const { stdout, stderr } = this.#worker
    for (const stream of [stdout, stderr]) readLines(stream, onLine)
    this.#worker.on('message', (message: ToolMessage) => this.#take(message))
    this.#worker.on('error', (error) => this.#stop(new Error(`it broke: ${messageOf(error)}`)))
    this.#worker.on('exit', (code) => this.#stop(new Error(`it ended, with exit code ${code}`)))
    // Whoever waits for it is told; nobody has to.
    this.#loaded.promise.catch(() => {})
  }

  /** Its tools. @throws Error saying what is wrong with the file */
  get loaded(): Promise<readonly ToolWords[]> {
    return this.#loaded.promise
  }

  get hasEnded(): boolean {
    return this.#end !== undefined
  }

  /** @throws Error what the tool threw, or why there is no answer */
  async ask(
    request: Pick<ToolRequest, 'type' | 'name' | 'args' | 'callId'>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (this.#end) throw this.#end
    const id = ++this.#lastId
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiting)
    const stop = () => this.#send({ ...request, id, type: 'stop' })
    signal?.addEventListener('abort', stop, { once: true })
    this.#send({ ...request, id })
    try {
      return await waiting.promise
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  async end(reason: Error): Promise<void> {
    this.#stop(reason)
    await this.#worker.terminate()
  }

  #send(request: ToolRequest): void {
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#worker.postMessage(request)
  }

  #take(message: ToolMessage): void {
    if (message.type === 'loaded') return this.#loaded.resolve(message.tools)
    if (message.type === 'refused') return this.#stop(new Error(message.message))
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.type === 'reply') waiting?.resolve(message.value)
    else waiting?.reject(new Error(message.message))
  }

  #stop(reason: Error): void {
    this.#end ??= reason
    this.#loaded.reject(reason)
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
