const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const two = (number: number) => String(number).padStart(2, '0')

/** An instant in local time, and how far away it is: `2026-11-22 15:04 (in 59 minutes)`. */
export function formatInstant(instant: Date, now: Date): string {
  const day = `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`
  const time = `${two(instant.getHours())}:${two(instant.getMinutes())}`
  return `${day} ${time} (${formatDistance(instant.getTime() - now.getTime())})`
}

function formatDistance(distanceMs: number): string {
  const size = Math.abs(distanceMs)
  if (size < minuteMs / 2) return 'now'
  const text =
    size < 1.5 * hourMs
      ? count(size / minuteMs, 'minute')
      : size < 2 * dayMs
        ? count(size / hourMs, 'hour')
        : count(size / dayMs, 'day')
  return distanceMs > 0 ? `in ${text}` : `${text} ago`
}

function count(number: number, unit: string): string {
  const rounded = Math.round(number)
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`
}
