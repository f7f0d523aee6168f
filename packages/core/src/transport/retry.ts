import { delay } from '../foundation/delay.ts'
import type { Logger } from '../foundation/logger.ts'
import type { ExchangeMiddleware } from './exchange.ts'
import { decideRetry, type RetryPolicy } from './retry-policy.ts'

/** A try that failed, and the wait before the next one. */
export interface FailedTry {
  /** From 1. */
  readonly attempt: number
  readonly delayMs: number
  readonly error: unknown
}

/**
 * Sends a request again while the policy says so. It stands where an answer is only its headers, so
 * nothing is ever repeated after the first byte of a body.
 */
export function retry(
  policy: RetryPolicy,
  logger: Logger,
  onRetry?: (failed: FailedTry) => void,
): ExchangeMiddleware {
  return (next) => async (url, init) => {
    const startedAt = performance.now()
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(url, init)
      } catch (error) {
        const elapsedMs = performance.now() - startedAt
        const failed = { attempt, elapsedMs, random: Math.random() }
        const delayMs = decideRetry(error, failed, policy)
        if (delayMs === undefined) throw error
        logger.debug?.('The request failed and is sent again.', {
          attempt,
          delayMs: Math.round(delayMs),
          code: (error as { code?: string }).code,
        })
        onRetry?.({ attempt, delayMs, error })
        await delay(delayMs, init.signal)
      }
    }
  }
}
