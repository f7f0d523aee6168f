import { inspect } from 'node:util'
import { commandFirst } from './command-first.ts'
import { isCommandName } from './command-names.ts'
import { createContext, type Context, type Surroundings } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { Interruption } from './interruption.ts'
import { loadCommand } from './load-command.ts'

/**
 * Runs a command in its surroundings and reports what goes wrong.
 *
 * @param commandLine what stands after the program's name
 * @returns the exit code
 */
export async function runCommand(
  commandLine: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const args = commandFirst(commandLine)
  const context = createContext(
    args,
    surroundings,
    async (name) => (await loadCommand(name)).manual,
  )
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
    const { describeError } = await import('./describe-error.ts')
    const { message, hint, exitCode, isExpected } = describeError(cause, new Date())
    if (!isExpected && args.includes('--debug')) context.talk.say(`debug: ${inspect(cause)}`)
    context.talk.fail(message, hint)
    return exitCode
  }
}

async function dispatch(args: readonly string[], context: Context): Promise<number | void> {
  const [first, ...rest] = args
  if (first === 'help' || first === '--help' || first === '-h') {
    const { printHelp } = await import('./print-help.ts')
    return printHelp(rest, context)
  }
  const isNamed = isCommandName(first)
  const command = await loadCommand(isNamed ? first : 'prompt')
  return command.run(isNamed ? rest : args, context)
}
