import { UsageError } from '../command-error.ts'
import type { CommandVocabulary } from '../completion/vocabulary.ts'
import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { assertNoWords, helpOption, parseArguments } from '../parse-arguments.ts'

export const manual: Manual = {
  usage: ['completion <bash|zsh|fish>'],
  about:
    'Prints a script that teaches your shell the commands, verbs and options of via-codex, and the values of those that have a fixed list.',
  verbs: {
    bash: { words: 'for bash: eval "$(via-codex completion bash)" in ~/.bashrc' },
    zsh: { words: 'for zsh: eval "$(via-codex completion zsh)" in ~/.zshrc, after compinit' },
    fish: { words: 'for fish: via-codex completion fish | source in config.fish' },
  },
  options: helpOption,
  examples: ['via-codex completion bash > /etc/bash_completion.d/via-codex'],
}

type Render = (commands: readonly CommandVocabulary[]) => string

const shells: Readonly<Record<string, () => Promise<Render>>> = {
  bash: async () => (await import('../completion/bash.ts')).bashCompletion,
  zsh: async () => (await import('../completion/zsh.ts')).zshCompletion,
  fish: async () => (await import('../completion/fish.ts')).fishCompletion,
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, helpOption, 'via-codex completion --help')
  if (values.help) return context.output.print(formatManual(manual))
  const [shell = '', ...words] = positionals
  const load = Object.hasOwn(shells, shell) ? shells[shell] : undefined
  if (!load) {
    throw new UsageError(
      shell === '' ? 'For which shell?' : `There is no completion for "${shell}".`,
      'There are: bash, zsh, fish; as in: via-codex completion bash',
    )
  }
  assertNoWords(words, `completion ${shell}`)
  const { readVocabulary } = await import('../completion/vocabulary.ts')
  context.output.print((await load())(await readVocabulary(context)))
}
