const encoder = new TextEncoder()

export function frame(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`
}

type Result = IteratorResult<Uint8Array, undefined>

/** A body that sends what a test tells it to, when it tells it to. */
export class FakeBody implements AsyncIterableIterator<Uint8Array, undefined> {
  /** How often it was asked to stop. */
  returned = 0
  /** Pieces asked for. */
  reads = 0
  #ready: (() => Promise<Result>)[] = []
  #waiting: PromiseWithResolvers<Result>[] = []

  send(...events: object[]): this {
    return this.sendText(events.map(frame).join(''))
  }

  sendText(text: string): this {
    return this.sendBytes(encoder.encode(text))
  }

  sendBytes(value: Uint8Array): this {
    return this.#push(() => Promise.resolve({ value, done: false }))
  }

  end(): this {
    return this.#push(() => Promise.resolve({ value: undefined, done: true }))
  }

  fail(error: unknown): this {
    return this.#push(() => Promise.reject(error))
  }

  next(): Promise<Result> {
    this.reads++
    const ready = this.#ready.shift()
    if (ready) return ready()
    const waiting = Promise.withResolvers<Result>()
    this.#waiting.push(waiting)
    return waiting.promise
  }

  return(): Promise<Result> {
    this.returned++
    for (const waiting of this.#waiting.splice(0)) waiting.resolve({ value: undefined, done: true })
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #push(result: () => Promise<Result>): this {
    const waiting = this.#waiting.shift()
    if (waiting) result().then(waiting.resolve, waiting.reject)
    else this.#ready.push(result)
    return this
  }
}

/** A body of these pieces, then its end. */
export async function* bodyOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
}
