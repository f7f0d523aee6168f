import type { Context } from './context.ts'
import type { Manual } from './manual/manual.ts'

/** A command, as its module exports it. */
export interface Command {
  readonly manual: Manual
  /**
   * Does the work.
   *
   * @param args what stands after the command's name
   * @returns the exit code, when it is not 0
   */
  run(args: readonly string[], context: Context): Promise<number | void>
}
