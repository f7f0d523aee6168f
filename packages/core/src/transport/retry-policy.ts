import { CodexError } from '../errors/codex-error.ts'

/** When a failed request is sent again. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly maxAttempts: number
  /** Wait before the second try, in milliseconds; it doubles each time. */
  readonly baseDelayMs: number
  /** The longest wait we choose ourselves, in milliseconds. */
  readonly maxDelayMs: number
  /** The longest wait a server may ask for, in milliseconds; if it asks for more, the error is given at once. */
  readonly maxRetryAfterMs: number
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 5,
  baseDelayMs: 200,
  maxDelayMs: 5_000,
  maxRetryAfterMs: 60_000,
}

/**
 * Decides on one failure.
 *
 * @param attempt the try that failed, from 1
 * @param random 0 to 1, spreads the wait by a tenth either way
 * @returns the wait before the next try in milliseconds, or `undefined` to give up
 * @see docs/protocol.md §6.10
 */
export function decideRetry(
  error: unknown,
  attempt: number,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined
  if (!CodexError.isInstance(error) || !error.isRetryable) return undefined
  const { retryAfterMs } = error as { retryAfterMs?: number }
  if (retryAfterMs !== undefined) {
    return retryAfterMs <= policy.maxRetryAfterMs ? retryAfterMs : undefined
  }
  const delayMs = Math.min(policy.baseDelayMs * 2 ** (attempt - 1), policy.maxDelayMs)
  return delayMs * (0.9 + 0.2 * random)
}
