/**
 * How long an answer asks to wait, in milliseconds: `retry-after-ms`, which is exact, else `Retry-After`.
 *
 * @returns `undefined` when neither says anything usable
 * @see docs/protocol.md §6.10
 */
export function retryAfterOf(
  header: (name: string) => string | null,
  now: Date,
): number | undefined {
  const exact = header('retry-after-ms')?.trim()
  if (exact && /^\d+(\.\d+)?$/.test(exact)) return Number(exact)
  return parseRetryAfter(header('retry-after'), now)
}

/** `Retry-After`: seconds, or an HTTP date. @see RFC 9110 §10.2.3 */
function parseRetryAfter(value: string | null, now: Date): number | undefined {
  const text = value?.trim()
  if (!text) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  // `Date.parse` makes a date of almost anything, of "-5" for one.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now.getTime())
}
