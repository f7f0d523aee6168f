import { instantFromSeconds } from './instant.ts'

/** One window of a plan's allowance. */
export interface RateLimitWindow {
  /** 0 to 100; the server may go beyond. */
  readonly usedPercent: number
  readonly windowMinutes?: number
  readonly resetsAt?: Date
}

/** How much of the plan is left, as the last answer's headers told. */
export interface RateLimitSnapshot {
  /** Usually the five-hour window. */
  readonly primary?: RateLimitWindow
  /** Usually the weekly window. */
  readonly secondary?: RateLimitWindow
  readonly planType?: string
  readonly credits?: {
    readonly hasCredits: boolean
    readonly unlimited: boolean
    readonly balance?: string
    /** Whether the limit set on credits is reached; told by `usage()` only. */
    readonly isOverageLimitReached?: boolean
  }
}

type ReadHeader = (name: string) => string | null

/**
 * Reads what the plan has left from the `x-codex-*` headers of an answer.
 *
 * @param header gives the header of a name in lower case, or `null`
 * @returns `undefined` when there is none
 * @see docs/protocol.md §6.12
 */
export function parseRateLimitHeaders(header: ReadHeader): RateLimitSnapshot | undefined {
  const primary = parseWindow(header, 'primary')
  const secondary = parseWindow(header, 'secondary')
  const planType = header('x-codex-plan-type') || undefined
  const credits = parseCredits(header)
  if (!primary && !secondary && !planType && !credits) return undefined
  return {
    ...(primary && { primary }),
    ...(secondary && { secondary }),
    ...(planType && { planType }),
    ...(credits && { credits }),
  }
}

function parseWindow(
  header: ReadHeader,
  name: 'primary' | 'secondary',
): RateLimitWindow | undefined {
  const usedPercent = parseNumber(header(`x-codex-${name}-used-percent`))
  if (usedPercent === undefined) return undefined
  const windowMinutes = parseNumber(header(`x-codex-${name}-window-minutes`))
  const resetsAt = instantFromSeconds(parseNumber(header(`x-codex-${name}-reset-at`)))
  if (!usedPercent && !windowMinutes && !resetsAt) return undefined
  return {
    usedPercent,
    ...(windowMinutes !== undefined && { windowMinutes }),
    ...(resetsAt && { resetsAt }),
  }
}

function parseCredits(header: ReadHeader): RateLimitSnapshot['credits'] {
  const hasCredits = parseFlag(header('x-codex-credits-has-credits'))
  const unlimited = parseFlag(header('x-codex-credits-unlimited'))
  if (hasCredits === undefined || unlimited === undefined) return undefined
  const balance = header('x-codex-credits-balance')
  return { hasCredits, unlimited, ...(balance && { balance }) }
}

function parseFlag(value: string | null): boolean | undefined {
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  return undefined
}

function parseNumber(value: string | null): number | undefined {
  if (value === null || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}
