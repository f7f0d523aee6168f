import type {
  CodexResponse,
  ResponseEvent,
  ResponseStream,
  ToolRun,
  ToolRunEvent,
} from '@via-codex/core'

/** What happens between two answers. */
export type CallEvent = Extract<ToolRunEvent, { type: 'toolCall' | 'toolResult' }>

/** Reads a run of tools answer by answer. */
export class RoundReader {
  readonly #run: ToolRun
  readonly #events: AsyncIterator<ToolRunEvent, undefined>
  readonly #onCall: (event: CallEvent) => void

  constructor(run: ToolRun, onCall: (event: CallEvent) => void) {
    this.#run = run
    this.#events = run[Symbol.asyncIterator]()
    this.#onCall = onCall
  }

  /** The next answer, once the calls of the one before are done; `undefined` after the last. Read it to its end. */
  async next(): Promise<ResponseStream | undefined> {
    for (;;) {
      const { value, done } = await this.#events.next()
      if (done) return undefined
      if (value.type === 'toolCall' || value.type === 'toolResult') this.#onCall(value)
      if (value.type === 'roundStarted') return this.#answer()
    }
  }

  #answer(): ResponseStream {
    const end = Promise.withResolvers<CodexResponse>()
    end.promise.catch(() => {})
    const read = this.#read(end)
    return {
      [Symbol.asyncIterator]: () => read,
      final: () => end.promise,
      cancel: (reason) => this.#run.cancel(reason),
      rateLimits: undefined,
      requestId: undefined,
      warnings: [],
    }
  }

  async *#read(end: PromiseWithResolvers<CodexResponse>): AsyncGenerator<ResponseEvent, undefined> {
    let isWhole = false
    try {
      for (;;) {
        const { value, done } = await this.#events.next()
        if (done) return
        if (value.type === 'response') yield value.event
        if (value.type !== 'roundEnded') continue
        isWhole = true
        end.resolve(value.response)
        return
      }
    } catch (error) {
      end.reject(error)
      throw error
    } finally {
      // Who stops reading wants no more of it.
      if (!isWhole) this.#run.cancel()
    }
  }
}
