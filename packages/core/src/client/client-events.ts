import type { Logger } from '../foundation/logger.ts'
import type { RateLimitSnapshot } from '../protocol/rate-limit.ts'

/** A request failed and is sent again. */
export interface RetryEvent {
  /** The try that failed, from 1. */
  readonly attempt: number
  /** The wait before the next one, in milliseconds. */
  readonly delayMs: number
  readonly error: unknown
}

/** A renewal of the login was asked for: of the authority (`own`), or of the Codex CLI (`delegate`). */
export interface RefreshEvent {
  readonly by: 'own' | 'delegate'
  /** Why it failed; absent when it did not. */
  readonly error?: unknown
}

/** Something went on, but not as it should: what the logger's `warn` is told. */
export interface WarningEvent {
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** What a client tells its observers, by name. None of it holds a token. */
export interface ClientEvents {
  /** What the plan has left, whenever an answer tells it, that of a refusal too. */
  rateLimits: RateLimitSnapshot
  refresh: RefreshEvent
  retry: RetryEvent
  warning: WarningEvent
}

/** Adds a listener, and gives the function that takes it away again. */
export type AddClientListener = <Type extends keyof ClientEvents>(
  type: Type,
  listener: (event: ClientEvents[Type]) => unknown,
) => () => void

export type EmitClientEvent = <Type extends keyof ClientEvents>(
  type: Type,
  event: ClientEvents[Type],
) => void

const types: Record<keyof ClientEvents, true> = {
  rateLimits: true,
  refresh: true,
  retry: true,
  warning: true,
}

type Listener = (event: never) => unknown

/**
 * Tells observers. A listener that throws, or gives a promise that fails, is told to the logger and
 * disturbs nothing.
 */
export function createClientEvents(logger: Logger) {
  const listeners = new Map<keyof ClientEvents, Set<{ readonly listener: Listener }>>()

  const on: AddClientListener = (type, listener) => {
    if (!Object.hasOwn(types, type)) {
      throw new TypeError(`There is no event ${type}; there are ${Object.keys(types).join(', ')}.`)
    }
    if (typeof listener !== 'function') throw new TypeError('listener must be a function.')
    // The same function added twice is two listeners.
    const entry = { listener }
    const ofType = listeners.get(type) ?? new Set()
    listeners.set(type, ofType.add(entry))
    return () => void ofType.delete(entry)
  }

  const emit: EmitClientEvent = (type, event) => {
    for (const { listener } of listeners.get(type) ?? []) {
      const failed = (error: unknown) => logger.warn?.('A listener failed.', { type, error })
      try {
        const result = listener(event as never)
        if (result instanceof Promise) result.catch(failed)
      } catch (error) {
        failed(error)
      }
    }
  }

  return {
    on,
    emit,
    /** The same logger, whose warnings observers hear too. */
    logger: {
      ...(logger.debug && { debug: logger.debug.bind(logger) }),
      warn(message, fields = {}) {
        logger.warn?.(message, fields)
        emit('warning', { message, fields })
      },
    } satisfies Logger as Logger,
  }
}
