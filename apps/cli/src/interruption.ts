/** The command was ended from outside: nothing failed, and there is nothing to report. */
export class Interruption extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}
