import * as z from 'zod/mini'
import { instantFromSeconds } from './instant.ts'
import { parseJson } from './json.ts'
import { optional } from './lenient.ts'
import type { RateLimitSnapshot, RateLimitWindow } from './rate-limit.ts'

/** What one meter of a plan has left. */
export interface UsageLimit {
  /** Usually the five-hour window. */
  readonly primary?: RateLimitWindow
  /** Usually the weekly window. */
  readonly secondary?: RateLimitWindow
  /** Whether a request would be taken now. */
  readonly isAllowed?: boolean
  readonly isLimitReached?: boolean
}

/** A meter beside the plan's own, such as that of a single model. */
export interface AdditionalUsageLimit extends UsageLimit {
  /** The backend's name for it, fit for people. */
  readonly name?: string
  /** What it counts, as the backend spells it. */
  readonly meteredFeature?: string
}

/** What the plan has left, asked for by itself. Its windows are those of {@link RateLimitSnapshot}. */
export interface UsageSnapshot extends RateLimitSnapshot, UsageLimit {
  readonly planType: string
  readonly additionalLimits: readonly AdditionalUsageLimit[]
  /** Which limit is reached, as the backend spells it, such as `workspace_owner_credits_depleted`. */
  readonly limitReachedType?: string
  /** How often the windows may be reset at will. */
  readonly resetCredits?: number
  /** Whether a limit that the workspace sets on spending is reached. */
  readonly isSpendLimitReached?: boolean
}

const windowShape = z.lazy(() =>
  z.looseObject({
    used_percent: z.number(),
    limit_window_seconds: optional(z.number()),
    reset_after_seconds: optional(z.number()),
    reset_at: optional(z.number()),
  }),
)

const limitShape = z.lazy(() =>
  z.looseObject({
    allowed: optional(z.boolean()),
    limit_reached: optional(z.boolean()),
    primary_window: optional(windowShape),
    secondary_window: optional(windowShape),
  }),
)

const usageShape = z.lazy(() =>
  z.looseObject({
    plan_type: z.string(),
    rate_limit: optional(limitShape),
    additional_rate_limits: optional(z.array(z.unknown())),
    credits: optional(
      z.looseObject({
        has_credits: z.boolean(),
        unlimited: z.boolean(),
        overage_limit_reached: optional(z.boolean()),
        balance: optional(z.union([z.string(), z.number()])),
      }),
    ),
    spend_control: optional(z.looseObject({ reached: z.boolean() })),
    rate_limit_reached_type: optional(z.string()),
    rate_limit_reset_credits: optional(z.looseObject({ available_count: z.number() })),
  }),
)

const additionalShape = z.lazy(() =>
  z.looseObject({
    limit_name: optional(z.string()),
    metered_feature: optional(z.string()),
    rate_limit: optional(limitShape),
  }),
)

/**
 * Reads the answer about a plan's usage. Only `plan_type` is needed; a member of an unexpected shape is
 * left out.
 *
 * @param now from which a reset given in seconds to come is counted
 * @returns `undefined` when the text is no such answer
 * @see docs/protocol.md §9.1
 */
export function parseUsage(text: string, now: Date): UsageSnapshot | undefined {
  const parsed = usageShape.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  const usage = parsed.data
  const { credits } = usage
  return {
    planType: usage.plan_type,
    ...toLimit(usage.rate_limit, now),
    additionalLimits: (usage.additional_rate_limits ?? [])
      .map((entry) => additionalShape.safeParse(entry))
      .filter((result) => result.success)
      .map(({ data }) => ({
        ...(data.limit_name && { name: data.limit_name }),
        ...(data.metered_feature && { meteredFeature: data.metered_feature }),
        ...toLimit(data.rate_limit, now),
      })),
    ...(credits && {
      credits: {
        hasCredits: credits.has_credits,
        unlimited: credits.unlimited,
        ...(credits.balance != null && { balance: String(credits.balance) }),
        ...(credits.overage_limit_reached != null && {
          isOverageLimitReached: credits.overage_limit_reached,
        }),
      },
    }),
    ...(usage.rate_limit_reached_type && { limitReachedType: usage.rate_limit_reached_type }),
    ...(usage.rate_limit_reset_credits && {
      resetCredits: usage.rate_limit_reset_credits.available_count,
    }),
    ...(usage.spend_control && { isSpendLimitReached: usage.spend_control.reached }),
  }
}

function toLimit(limit: z.infer<typeof limitShape> | null | undefined, now: Date): UsageLimit {
  if (!limit) return {}
  const primary = toWindow(limit.primary_window, now)
  const secondary = toWindow(limit.secondary_window, now)
  return {
    ...(primary && { primary }),
    ...(secondary && { secondary }),
    ...(limit.allowed != null && { isAllowed: limit.allowed }),
    ...(limit.limit_reached != null && { isLimitReached: limit.limit_reached }),
  }
}

function toWindow(
  window: z.infer<typeof windowShape> | null | undefined,
  now: Date,
): RateLimitWindow | undefined {
  if (!window) return undefined
  const seconds = window.limit_window_seconds
  const wait = window.reset_after_seconds
  const resetsAt =
    instantFromSeconds(window.reset_at) ??
    (wait == null ? undefined : instantFromSeconds(now.getTime() / 1000 + wait))
  return {
    usedPercent: window.used_percent,
    ...(seconds != null && { windowMinutes: seconds / 60 }),
    ...(resetsAt && { resetsAt }),
  }
}
