import { isCommandName } from './command-names.ts'
import { createContext, type Context, type Surroundings } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { Interruption } from './interruption.ts'
import { loadCommand } from './load-command.ts'

/**
 * Runs one command line to its end.
 *
 * @param args what stands after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const context = createContext(args, surroundings)
  try {
    const exitCode = (await dispatch(args, context)) ?? exitCodes.ok
    await context.output.flush()
    context.signal.throwIfAborted()
    return exitCode
  } catch (error) {
    // Whatever an abort broke, the reason for the abort is what happened.
    const cause: unknown = context.signal.aborted ? context.signal.reason : error
    context.status.stop()
    await context.output.finish()
    if (cause instanceof Interruption) return cause.exitCode
    const { reportError } = await import('./report-error.ts')
    return reportError(cause, context)
  }
}

async function dispatch(args: readonly string[], context: Context): Promise<number | void> {
  const [first, ...rest] = args
  if (first === '--version') {
    const { version } = await import('./version.ts')
    return context.output.print(version)
  }
  if (first === 'help' || first === '--help' || first === '-h') {
    const { printHelp } = await import('./print-help.ts')
    return printHelp(rest, context)
  }
  if (!isCommandName(first)) return (await loadCommand('prompt')).run(args, context)
  return (await loadCommand(first)).run(rest, context)
}
