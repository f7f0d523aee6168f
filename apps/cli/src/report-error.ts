import type { Context } from './context.ts'
import { describeError } from './describe-error.ts'

/**
 * Tells of an error in two lines: what is wrong, and what to do.
 *
 * @returns the exit code that goes with it
 */
export function reportError(error: unknown, context: Pick<Context, 'talk'>): number {
  const { message, hint, exitCode } = describeError(error, new Date())
  context.talk.fail(message, hint)
  return exitCode
}
