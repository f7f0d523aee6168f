import { defineTool, type Tool } from '@via-codex/core'
import { version } from '../version.ts'

/** The tools of this program itself. */
export function builtInTools(now: () => Date = () => new Date()): Tool[] {
  return [
    defineTool({
      name: 'via_codex_version',
      description: 'The version of via-codex, the program that you are used with.',
      execute: () => version,
    }),
    defineTool({
      name: 'via_codex_time',
      description: 'The current date and time, in UTC and in the time zone of the user.',
      execute: () => timeOf(now()),
    }),
  ]
}

function timeOf(at: Date) {
  const offsetMinutes = -at.getTimezoneOffset()
  const local = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const sign = offsetMinutes < 0 ? '-' : '+'
  const two = (count: number) => String(Math.trunc(count)).padStart(2, '0')
  const offset = `${sign}${two(Math.abs(offsetMinutes) / 60)}:${two(Math.abs(offsetMinutes) % 60)}`
  return {
    utc: at.toISOString(),
    local: `${local}${offset}`,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    weekday: at.toLocaleDateString('en', { weekday: 'long' }),
  }
}
