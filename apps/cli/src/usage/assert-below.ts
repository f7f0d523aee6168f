import type { CodexClient } from '@via-codex/core'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { formatInstant } from '../format-instant.ts'
import { windowsOf } from './windows.ts'

/**
 * Asks how full the windows of the plan are.
 *
 * @throws CommandError with the exit code of a limit when one is as full as this, or more
 */
export async function assertBelow(
  percent: number,
  client: Pick<CodexClient, 'usage'>,
  { signal }: Pick<Context, 'signal'>,
): Promise<void> {
  const usage = await client.usage({ signal })
  const fullest = windowsOf({ ...usage, additionalLimits: [] }).toSorted(
    (a, b) => b.usedPercent - a.usedPercent,
  )[0]
  if (!fullest || fullest.usedPercent < percent) return
  const { name, usedPercent, resetsAt } = fullest
  throw new CommandError(
    `The ${name} window is ${Math.round(usedPercent)} % used, and --stop-at is ${percent} %; nothing was asked.`,
    resetsAt
      ? `Wait until ${formatInstant(resetsAt, new Date())}, when it resets, or leave out --stop-at.`
      : 'Wait until it resets, or leave out --stop-at.',
    exitCodes.limit,
  )
}
