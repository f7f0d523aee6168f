import { TransportError, type TimeoutPhase } from '../errors/transport-error.ts'
import { longestTimerMs } from '../foundation/delay.ts'
import type { Exchange, ExchangeResponse } from './exchange.ts'
import { readWhole } from './body-queue.ts'
import { mapNetworkError } from './network-error.ts'

/** Limits of one exchange, in milliseconds; 0 means none. */
export interface Timeouts {
  /** From the request to the answer's headers. */
  readonly headersMs: number
  /** Until the next piece of the answer's body, counted while somebody waits for it. */
  readonly idleMs: number
  /** From the request to the end of the answer. */
  readonly totalMs: number
}

const phaseTexts: Record<TimeoutPhase, string> = {
  connect: 'No connection',
  headers: 'No answer',
  idle: 'Nothing more of the answer',
  total: 'The answer was not complete',
}

/** Aborts an exchange that is slower than the limits. Only a late `headers` is worth a retry. */
export function withTimeouts(next: Exchange, timeouts: Timeouts): Exchange {
  return async (url, init) => {
    init.signal?.throwIfAborted()
    const controller = new AbortController()
    let isReading = false
    const expire = (phase: TimeoutPhase, limitMs: number) => () => {
      // A reader who takes a break is not a server that is silent.
      if (phase === 'idle' && !isReading) return
      controller.abort(
        new TransportError('TIMEOUT', `${phaseTexts[phase]} within ${limitMs} ms.`, {
          phase,
          limitMs,
          isRetryable: phase === 'headers',
        }),
      )
    }
    const start = (phase: 'headers' | 'idle' | 'total') => {
      const limitMs = timeouts[`${phase}Ms`]
      if (limitMs === 0) return undefined
      return setTimeout(expire(phase, limitMs), Math.min(limitMs, longestTimerMs))
    }
    const onAbort = () => controller.abort(init.signal?.reason)
    init.signal?.addEventListener('abort', onAbort, { once: true })
    const timers = { headers: start('headers'), idle: undefined, total: start('total') } as Timers
    const settle = () => {
      clearTimeout(timers.idle)
      clearTimeout(timers.total)
      init.signal?.removeEventListener('abort', onAbort)
    }
    let response: ExchangeResponse
    try {
      response = await next(url, { ...init, signal: controller.signal })
    } catch (error) {
      settle()
      throw controller.signal.aborted ? controller.signal.reason : error
    } finally {
      clearTimeout(timers.headers)
    }
    if (!response.body) {
      settle()
      return response
    }
    // A body nobody reads must not keep the process: while it comes, its socket does.
    timers.idle = start('idle')?.unref()
    timers.total?.unref()
    const onRead = () => {
      isReading = true
      timers.idle?.refresh()
    }
    const onChunk = () => {
      isReading = false
    }
    const toThrow = (error: unknown) =>
      controller.signal.aborted ? controller.signal.reason : mapNetworkError(error, url)
    const body = watched(response.body, { onRead, onChunk, onEnd: settle, toThrow })
    return {
      status: response.status,
      headers: response.headers,
      body,
      text: () => readWhole(body),
    }
  }
}

type Timers = Record<'headers' | 'idle' | 'total', NodeJS.Timeout | undefined>

interface Watcher {
  readonly onRead: () => void
  readonly onChunk: () => void
  readonly onEnd: () => void
  readonly toThrow: (error: unknown) => unknown
}

/** Tells of each read, of what it gave and of the end, whatever the end is. */
function watched(
  body: AsyncIterable<Uint8Array>,
  { onRead, onChunk, onEnd, toThrow }: Watcher,
): AsyncIterableIterator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  const onResult = (result: IteratorResult<Uint8Array>) => {
    if (result.done) onEnd()
    else onChunk()
    return result
  }
  const onError = (error: unknown): never => {
    onEnd()
    throw toThrow(error)
  }
  return {
    next() {
      onRead()
      return iterator.next().then(onResult, onError)
    },
    async return() {
      onEnd()
      await iterator.return?.()
      return { value: undefined, done: true }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
