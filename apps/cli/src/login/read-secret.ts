import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readPiped } from '../read-piped.ts'

/**
 * A secret from stdin, without blanks around it; typed at a terminal it is not shown.
 *
 * @param what `API key` or `access token`
 * @throws UsageError when there is none
 */
export async function readSecret(
  what: string,
  context: Pick<Context, 'stdin' | 'keyboard' | 'talk' | 'signal'>,
): Promise<string> {
  const { keyboard } = context
  const text = keyboard ? await askAtTerminal(what, keyboard, context) : await readPiped(context)
  const secret = text.trim()
  if (secret !== '') return secret
  throw new UsageError(
    `There is no ${what} on stdin.`,
    `Pipe it in, as in: via-codex login --with-${what.toLowerCase().replace(' ', '-')} < file`,
  )
}

async function askAtTerminal(
  what: string,
  keyboard: NonNullable<Context['keyboard']>,
  context: Pick<Context, 'talk' | 'signal'>,
): Promise<string> {
  const { askSecret } = await import('../person/ask-secret.ts')
  return askSecret(`${what} (not shown): `, keyboard, context)
}

/**
 * Refuses a secret on the command line, and does not repeat it.
 *
 * @param words what stands there beside options
 * @throws UsageError
 */
export function assertNoSecretIn(args: readonly string[], words: readonly string[]): void {
  const isGiven = args.some((arg) => /^--with-(?:api-key|access-token)=/.test(arg))
  if (words.length === 0 && !isGiven) return
  throw new UsageError(
    '`via-codex login` takes no secret and no other word on the command line.',
    'Every program of this machine could read it there, and the shell remembers it: pipe it in, as in: via-codex login --with-api-key < file',
  )
}
