import type { UsageSnapshot } from '@via-codex/core'
import { fitToWidth } from '../fit-to-width.ts'
import { formatInstant } from '../format-instant.ts'
import { oneLine } from '../one-line.ts'
import { windowsOf } from './windows.ts'

const widestBar = 30

/** How full each window of a plan is, a line each with a bar, in so many columns. */
export function formatUsage(usage: UsageSnapshot, now: Date, columns: number): string {
  const rows = windowsOf(usage).map(({ name, usedPercent, resetsAt }) => ({
    name: oneLine(name),
    usedPercent,
    percent: `${Math.round(usedPercent)}%`.padStart(4),
    end: resetsAt ? `  resets ${formatInstant(resetsAt, now)}` : '',
  }))
  const widest = Math.max(0, ...rows.map(({ name }) => name.length))
  const room = columns - widest - 8 - Math.max(0, ...rows.map(({ end }) => end.length))
  const lines = rows.map(({ name, usedPercent, percent, end }) => {
    // Where there is little room the bar goes first.
    const bar = room < 5 ? '' : `${formatBar(usedPercent, Math.min(room, widestBar))}  `
    return fitToWidth(`${name.padEnd(widest)}  ${bar}${percent}${end}`, columns)
  })
  return [`Plan: ${oneLine(usage.planType)}`, ...lines, ...remarks(usage)].join('\n')
}

function formatBar(percent: number, width: number): string {
  const filled = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * width)
  return '█'.repeat(filled) + '░'.repeat(width - filled)
}

function remarks({
  credits,
  resetCredits,
  isLimitReached,
  limitReachedType,
  isSpendLimitReached,
}: UsageSnapshot): string[] {
  const balance = credits?.unlimited
    ? 'unlimited'
    : credits?.hasCredits
      ? (credits.balance ?? 'some')
      : undefined
  return [
    ...(balance ? [`Credits: ${oneLine(balance)}`] : []),
    ...(resetCredits ? [`Resets at will: ${resetCredits}`] : []),
    ...(isLimitReached
      ? [`The limit is reached${limitReachedType ? ` (${oneLine(limitReachedType)})` : ''}.`]
      : []),
    ...(isSpendLimitReached ? ["The workspace's limit on spending is reached."] : []),
  ]
}
