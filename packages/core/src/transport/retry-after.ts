/**
 * How long an answer asks to wait, in milliseconds: `Retry-After` in seconds or as an HTTP date.
 *
 * @returns `undefined` when the header is absent or says nothing usable
 * @see RFC 9110 §10.2.3
 */
export function parseRetryAfter(value: string | null, now: Date): number | undefined {
  const text = value?.trim()
  if (!text) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  // `Date.parse` makes a date of almost anything, of "-5" for one.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now.getTime())
}
