import type { RateLimitWindow, UsageSnapshot } from '@via-codex/core'

/** A window of a plan's allowance, under its name. */
export interface NamedWindow extends RateLimitWindow {
  readonly name: string
}

/** Every window there is: those of the plan, then those of meters beside it. */
export function windowsOf({ primary, secondary, additionalLimits }: UsageSnapshot): NamedWindow[] {
  const own = [primary, secondary].flatMap((window) => named(window, ''))
  const others = additionalLimits.flatMap(({ name, meteredFeature, ...limit }) =>
    [limit.primary, limit.secondary].flatMap((window) =>
      named(window, `${name ?? meteredFeature ?? 'other'} `),
    ),
  )
  return [...own, ...others]
}

function named(window: RateLimitWindow | undefined, prefix: string): NamedWindow[] {
  return window ? [{ ...window, name: prefix + lengthOf(window) }] : []
}

function lengthOf({ windowMinutes: minutes }: RateLimitWindow): string {
  if (minutes === undefined) return 'limit'
  if (minutes % (7 * 24 * 60) === 0)
    return minutes === 7 * 24 * 60 ? 'weekly' : `${minutes / 10_080} weeks`
  if (minutes % (24 * 60) === 0) return minutes === 24 * 60 ? 'daily' : `${minutes / 1440} days`
  if (minutes % 60 === 0) return minutes === 60 ? 'hourly' : `${minutes / 60} hours`
  return `${minutes} minutes`
}
