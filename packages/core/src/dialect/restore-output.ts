import { CodexError } from '../errors/codex-error.ts'
import { StreamError } from '../errors/stream-error.ts'
import { outputTextOf } from '../protocol/response-event.ts'
import { createOutputRestorer, type OutputRestorerRules } from './output-restorer.ts'

export interface RestoreOutputOptions {
  readonly rules: OutputRestorerRules
  /** For the error of a stream that breaks off. */
  readonly requestId?: string | undefined
}

/**
 * The bytes of an event stream as the public API would send them: an end event that comes without its
 * items gets them back, and a stream without an end event is an error.
 *
 * Written by hand, as {@link createResponseStream} is: it stands on the path of every byte.
 *
 * @throws {@link StreamError} `STREAM_INTERRUPTED`, or `STREAM_MALFORMED` for an event without end, from `next`
 * @see docs/protocol.md §6.8, §6.9
 */
export function restoreOutput(
  body: AsyncIterable<Uint8Array>,
  { rules, requestId }: RestoreOutputOptions,
): AsyncIterableIterator<Uint8Array, undefined> {
  const source = body[Symbol.asyncIterator]()
  const restorer = createOutputRestorer(rules)
  let isOver = false

  const interruption = (cause?: unknown) => {
    const { items: output } = restorer
    return new StreamError('STREAM_INTERRUPTED', 'The answer ended before its end event.', {
      cause,
      partial: { outputText: outputTextOf(output), output },
      requestId,
      hint: 'Send the request again; the items that had come are in `partial`.',
    })
  }

  const next = (): Promise<IteratorResult<Uint8Array, undefined>> =>
    isOver ? Promise.resolve(over) : source.next().then(onResult, onError)
  const onResult = (result: IteratorResult<Uint8Array>) => {
    if (result.done) isOver = true
    if (result.done && !restorer.hasEnded) throw interruption()
    const value = result.done ? restorer.flush() : push(result.value)
    // While an event is incomplete there is nothing to give.
    return value.length > 0 ? ({ value, done: false } as const) : next()
  }
  const push = (chunk: Uint8Array) => {
    try {
      return restorer.push(chunk)
    } catch (error) {
      isOver = true
      void source.return?.()
      throw error
    }
  }
  const onError = (error: unknown) => {
    isOver = true
    // The outcome has passed by: how the connection ends changes nothing.
    if (restorer.hasEnded) return over
    // Within the body a broken connection is an interruption; every other error is what it says.
    const isBroken = CodexError.isInstance(error) && error.code === 'CONNECTION_FAILED'
    throw isBroken ? interruption(error) : error
  }
  return {
    next,
    async return() {
      isOver = true
      await source.return?.()
      return over
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const over = { value: undefined, done: true } as const
