import { UsageError } from './command-error.ts'
import { isCommandName } from './command-names.ts'
import type { Context } from './context.ts'
import { formatManual } from './manual/format-manual.ts'

/** Prints the help of one command, or of all of it. */
export async function printHelp(
  [topic, ...more]: readonly string[],
  { output, manualOf }: Pick<Context, 'output' | 'manualOf'>,
): Promise<void> {
  if (topic === undefined || (topic === 'prompt' && more.length === 0)) {
    return output.print((await import('./manual/overview.ts')).overview())
  }
  if (!isCommandName(topic) || more.length > 0) {
    throw new UsageError(
      `There is no command "${[topic, ...more].join(' ')}".`,
      'See `via-codex help`. To send the words as a prompt: via-codex prompt help …',
    )
  }
  output.print(formatManual(await manualOf(topic)))
}
