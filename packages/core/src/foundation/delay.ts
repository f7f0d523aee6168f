/** Timers of Node fire at once when they are set to more. 24 days. */
export const longestTimerMs = 2 ** 31 - 1

/**
 * Waits `ms` milliseconds, at most {@link longestTimerMs}.
 *
 * @throws the signal's own reason, untouched, as soon as it aborts
 */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      },
      Math.min(ms, longestTimerMs),
    )
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/**
 * Gives what `work` gives, or stops waiting when the signal aborts. The work itself goes on.
 *
 * @throws the signal's own reason, untouched
 */
export function waitUnlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
