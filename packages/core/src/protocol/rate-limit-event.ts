import * as z from 'zod/mini'
import { instantFromSeconds } from './instant.ts'
import { optional } from './lenient.ts'
import type { RateLimitSnapshot, RateLimitWindow } from './rate-limit.ts'

const windowShape = z.lazy(() =>
  z.object({
    used_percent: z.number(),
    window_minutes: optional(z.number()),
    reset_at: optional(z.number()),
  }),
)
const eventShape = z.lazy(() =>
  z.object({
    plan_type: optional(z.string()),
    rate_limits: optional(
      z.object({ primary: optional(windowShape), secondary: optional(windowShape) }),
    ),
    credits: optional(
      z.object({ has_credits: z.boolean(), unlimited: z.boolean(), balance: optional(z.string()) }),
    ),
  }),
)

/**
 * Reads a `codex.rate_limits` event, which tells over a WebSocket what headers tell over HTTP.
 *
 * @returns `undefined` for one that says nothing of the plan
 * @see docs/protocol.md §6.12
 */
export function parseRateLimitEvent(event: unknown): RateLimitSnapshot | undefined {
  const parsed = eventShape.safeParse(event)
  if (!parsed.success) return undefined
  const { plan_type: planType, rate_limits: limits, credits } = parsed.data
  const primary = toWindow(limits?.primary)
  const secondary = toWindow(limits?.secondary)
  if (!primary && !secondary && !planType && !credits) return undefined
  return {
    ...(primary && { primary }),
    ...(secondary && { secondary }),
    ...(planType && { planType }),
    ...(credits && {
      credits: {
        hasCredits: credits.has_credits,
        unlimited: credits.unlimited,
        ...(credits.balance && { balance: credits.balance }),
      },
    }),
  }
}

function toWindow(
  window: z.infer<typeof windowShape> | null | undefined,
): RateLimitWindow | undefined {
  if (!window) return undefined
  const { used_percent: usedPercent, window_minutes: windowMinutes } = window
  const resetsAt = instantFromSeconds(window.reset_at)
  if (!usedPercent && !windowMinutes && !resetsAt) return undefined
  return {
    usedPercent,
    ...(typeof windowMinutes === 'number' && { windowMinutes }),
    ...(resetsAt && { resetsAt }),
  }
}
