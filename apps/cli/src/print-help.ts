import { UsageError } from './command-error.ts'
import { isCommandName } from './command-names.ts'
import type { Context } from './context.ts'
import { loadCommand } from './load-command.ts'

/** Prints the help of one command, or of all of it. */
export async function printHelp(
  [topic, ...more]: readonly string[],
  { output }: Pick<Context, 'output'>,
): Promise<void> {
  if (topic === undefined) return output.print((await import('./commands/overview.ts')).overview)
  if (!isCommandName(topic) || more.length > 0) {
    throw new UsageError(
      `There is no command "${[topic, ...more].join(' ')}".`,
      'See `via-codex help`. To send the words as a prompt: via-codex prompt help …',
    )
  }
  output.print((await loadCommand(topic)).help)
}
