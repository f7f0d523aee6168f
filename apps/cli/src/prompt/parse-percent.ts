import { UsageError } from '../command-error.ts'

/** `80%` or `80`, as a number from above 0 to 100. @throws UsageError */
export function parsePercent(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const percent = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN
  if (percent > 0 && percent <= 100) return percent
  throw new UsageError(`--stop-at ${text} is no percentage.`, 'Write it like --stop-at 80%.')
}
