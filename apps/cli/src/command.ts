import type { Context } from './context.ts'

/** A command, as its module exports it. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string
  /**
   * Does the work.
   *
   * @param args what stands after the command's name
   * @returns the exit code, when it is not 0
   */
  run(args: readonly string[], context: Context): Promise<number | void>
}
