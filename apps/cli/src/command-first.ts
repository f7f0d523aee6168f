import { isCommandName } from './command-names.ts'
import { onlineOptions } from './parse-arguments.ts'

const { help: _help, ...others } = onlineOptions

/** What may stand before a command: which login, and how to ask. */
export const globalOptions = others

/**
 * The command line with its command first, when only global options stand before it, as in `--profile work models`. Any other
 * line stays as it is: after other options comes a prompt.
 */
export function commandFirst(args: readonly string[]): readonly string[] {
  let at = 0
  for (let words = lengthOf(args[at]); words > 0; words = lengthOf(args[at])) at += words
  const name = args[at]
  if (name === 'help') return args.slice(at)
  if (!isCommandName(name)) return args
  return [name, ...args.slice(0, at), ...args.slice(at + 1)]
}

/** How many words a global option takes; 0 for whatever is none. */
function lengthOf(word = ''): number {
  const [, name = '', value] = /^--([^=]+)(=)?/.exec(word) ?? []
  if (!Object.hasOwn(globalOptions, name)) return 0
  const { type } = globalOptions[name as keyof typeof globalOptions]
  return type === 'boolean' || value ? 1 : 2
}
