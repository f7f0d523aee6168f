import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readPiped } from '../read-piped.ts'

/**
 * The prompt: the words of the command line, then a blank line and what is piped in.
 *
 * @param options.stdinIsTaken what is piped in is something else
 * @param options.mayBeEmpty there is something else to send
 * @throws UsageError when there is neither
 */
export async function readPrompt(
  words: readonly string[],
  context: Context,
  options: { stdinIsTaken: boolean; mayBeEmpty: boolean },
): Promise<string> {
  const typed = words.join(' ')
  const piped = options.stdinIsTaken ? '' : await readPiped(context)
  const parts = [typed, piped].filter((part) => part.trim() !== '')
  if (parts.length > 0 || options.mayBeEmpty) return parts.join('\n\n')
  throw new UsageError(
    'There is no prompt.',
    "Write one, as in: via-codex 'Why is the sky blue?', or pipe one in. See `via-codex --help`.",
  )
}
