/** Work that took longer than it may. */
export class TookTooLong extends Error {}

/**
 * The outcome of `work`, if it comes in time.
 *
 * @param onLate ends what is still running
 * @throws TookTooLong, for the model to read
 */
export async function withinTime<T>(
  work: () => Promise<T>,
  limitMs: number,
  onLate: () => unknown,
): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new TookTooLong(`there was no answer within ${limitMs / 1000} seconds`))
    onLate()
  }, limitMs)
  try {
    return await Promise.race([work(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
