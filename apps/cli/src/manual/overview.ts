import { commandWords } from '../command-names.ts'
import { globalOptions } from '../command-first.ts'
import { promptManual } from '../prompt/prompt-manual.ts'
import { formatManual } from './format-manual.ts'

/** What `via-codex --help` prints. */
export function overview(): string {
  const commands = Object.entries({
    ...commandWords,
    'help [command]': 'show this, or the help of one command',
  })
  return formatManual(promptManual, [{ title: 'Commands', rows: commands }], exitCodeWords)
}

const exitCodeWords = `Global options, which may stand before a command too: ${Object.keys(
  globalOptions,
)
  .map((name) => `--${name}`)
  .join(', ')}.

Exit codes: 0 ok, 1 failed, 2 usage, 3 login, 4 limit, 5 network, 130 interrupted.`
