import type { WireEvent } from '../stream/steps.ts'

const FIVE_HOURS_MINUTES = 300
const WEEK_MINUTES = 10_080

/** How much of the plan is used, in percent. */
export interface UsedPercent {
  primary: number
  secondary: number
}

/** When the two windows start anew, in unix seconds. */
export function resetInstants(now: Date): { primary: number; secondary: number } {
  const seconds = Math.floor(now.getTime() / 1000)
  return { primary: seconds + 2 * 3600, secondary: seconds + 3 * 86_400 }
}

/** The rate-limit headers of an answer. @see docs/protocol.md §6.12 */
export function limitHeaders(
  used: UsedPercent,
  planType: string,
  now: Date,
): Record<string, string> {
  const resets = resetInstants(now)
  return {
    'x-codex-primary-used-percent': String(used.primary),
    'x-codex-primary-window-minutes': String(FIVE_HOURS_MINUTES),
    'x-codex-primary-reset-at': String(resets.primary),
    'x-codex-primary-reset-after-seconds': String(2 * 3600),
    'x-codex-secondary-used-percent': String(used.secondary),
    'x-codex-secondary-window-minutes': String(WEEK_MINUTES),
    'x-codex-secondary-reset-at': String(resets.secondary),
    'x-codex-secondary-reset-after-seconds': String(3 * 86_400),
    'x-codex-plan-type': planType,
    'x-codex-active-limit': 'codex',
    'x-codex-credits-has-credits': 'false',
    'x-codex-credits-unlimited': 'false',
    'x-codex-credits-balance': '0',
  }
}

/** The same as an event, as a WebSocket tells it. @see docs/protocol.md §6.12 */
export function limitEvent(used: UsedPercent, planType: string, now: Date): WireEvent {
  const resets = resetInstants(now)
  const window = (percent: number, minutes: number, resetAt: number) => ({
    used_percent: percent,
    window_minutes: minutes,
    reset_at: resetAt,
  })
  return {
    type: 'codex.rate_limits',
    plan_type: planType,
    rate_limits: {
      primary: window(used.primary, FIVE_HOURS_MINUTES, resets.primary),
      secondary: window(used.secondary, WEEK_MINUTES, resets.secondary),
    },
    credits: { has_credits: false, unlimited: false, balance: '0' },
  }
}
