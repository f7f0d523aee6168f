import { exitCodes } from './exit-codes.ts'

/** Something this program says by itself: one line about what is wrong, one about what to do. */
export class CommandError extends Error {
  readonly hint: string
  readonly exitCode: number

  constructor(message: string, hint: string, exitCode: number = exitCodes.failed) {
    super(message)
    this.hint = hint
    this.exitCode = exitCode
  }
}

/** The command line is not what it should be. */
export class UsageError extends CommandError {
  constructor(message: string, hint: string) {
    super(message, hint, exitCodes.usage)
  }
}
