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
  /** No try begins later than this after the first one, in milliseconds. */
  readonly maxElapsedMs: number
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 5,
  baseDelayMs: 200,
  maxDelayMs: 5_000,
  maxRetryAfterMs: 60_000,
  maxElapsedMs: 180_000,
}

/** What is known when a try has failed. */
export interface FailedTry {
  /** Which one it was, from 1. */
  readonly attempt: number
  /** Since the first try began, in milliseconds. */
  readonly elapsedMs: number
  /** 0 to 1, spreads the wait by a tenth either way. */
  readonly random: number
}

/**
 * Decides on one failure. A limit of the moment is waited for only where the server says how long: to ask
 * again blindly makes it last.
 *
 * @returns the wait before the next try in milliseconds, or `undefined` to give up
 * @see docs/protocol.md §6.10
 */
export function decideRetry(
  error: unknown,
  { attempt, elapsedMs, random }: FailedTry,
  policy: RetryPolicy,
): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined
  if (!CodexError.isInstance(error) || !error.isRetryable) return undefined
  const delayMs = delayAfter(error, attempt, policy, random)
  return delayMs !== undefined && elapsedMs + delayMs <= policy.maxElapsedMs ? delayMs : undefined
}

function delayAfter(
  error: CodexError,
  attempt: number,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  const { retryAfterMs } = error as { retryAfterMs?: number }
  if (retryAfterMs !== undefined) {
    return retryAfterMs <= policy.maxRetryAfterMs ? retryAfterMs : undefined
  }
  if (error.code === 'RATE_LIMITED') return undefined
  const delayMs = Math.min(policy.baseDelayMs * 2 ** (attempt - 1), policy.maxDelayMs)
  return delayMs * (0.9 + 0.2 * random)
}
