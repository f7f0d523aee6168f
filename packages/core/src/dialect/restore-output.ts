import { CodexError } from '../errors/codex-error.ts'
import { StreamError } from '../errors/stream-error.ts'
import { outputTextOf } from '../protocol/response-event.ts'
import { createOutputRestorer } from './output-restorer.ts'
import type { RequestRules } from './request-rules.ts'

export interface RestoreOutputOptions {
  readonly rules: Pick<RequestRules, 'outputIsEmpty'>
  /** For the error of a stream that breaks off. */
  readonly requestId?: string | undefined
}

/**
 * The bytes of an event stream as the public API would send them: an end event that comes without its
 * items gets them back, and a stream without an end event is an error.
 *
 * Written by hand, as {@link createResponseStream} is: it stands on the path of every byte.
 *
 * @throws {@link StreamError} `STREAM_INTERRUPTED` from `next`
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

  return {
    async next() {
      while (!isOver) {
        let result: IteratorResult<Uint8Array>
        try {
          result = await source.next()
        } catch (error) {
          isOver = true
          // The outcome has passed by: how the connection ends changes nothing.
          if (restorer.hasEnded) break
          // Within the body a broken connection is an interruption; every other error is what it says.
          const isBroken = CodexError.isInstance(error) && error.code === 'CONNECTION_FAILED'
          throw isBroken ? interruption(error) : error
        }
        if (result.done) {
          isOver = true
          if (!restorer.hasEnded) throw interruption()
          const rest = restorer.flush()
          if (rest.length > 0) return { value: rest, done: false }
          break
        }
        const value = restorer.push(result.value)
        if (value.length > 0) return { value, done: false }
      }
      return { value: undefined, done: true }
    },
    async return() {
      isOver = true
      await source.return?.()
      return { value: undefined, done: true }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
