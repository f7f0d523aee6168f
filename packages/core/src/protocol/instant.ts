/** The instant so many seconds after 1970; `undefined` for what is no number and for what no `Date` can hold. */
export function instantFromSeconds(seconds: unknown): Date | undefined {
  if (typeof seconds !== 'number') return undefined
  const instant = new Date(seconds * 1000)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}
