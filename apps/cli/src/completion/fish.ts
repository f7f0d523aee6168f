import type { CommandVocabulary, OptionWord } from './vocabulary.ts'

/** A completion script for fish. */
export function fishCompletion(commands: readonly CommandVocabulary[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const first = commands.map(
    ({ name, words }) => `${start} -n __fish_use_subcommand -a ${name} -d ${quote(words)}`,
  )
  return `# fish completion of via-codex; to load it: via-codex completion fish | source
${first.join('\n')}
${start} -n __fish_use_subcommand -a help -d 'show the help of a command'
${start} -n '__fish_seen_subcommand_from help' -f -a '${names}'
${commands.flatMap((command) => linesOf(command, names)).join('\n')}
`
}

const start = 'complete -c via-codex'

function linesOf({ name, verbs, options }: CommandVocabulary, names: string): string[] {
  const condition =
    name === 'prompt'
      ? quote(`not __fish_seen_subcommand_from ${names.replace('prompt ', '')} help`)
      : quote(`__fish_seen_subcommand_from ${name}`)
  return [
    ...verbs.map(({ text, words }) => `${start} -n ${condition} -f -a ${text} -d ${quote(words)}`),
    ...options.map((option) => `${start} -n ${condition} ${flagsOf(option)}`),
  ]
}

function flagsOf({ long, short, words, values, choices }: OptionWord): string {
  return [
    ...(short ? [`-s ${short}`] : []),
    `-l ${long}`,
    ...(values > 0 ? ['-r'] : []),
    ...(choices.length > 0 ? [`-f -a ${quote(choices.join(' '))}`] : []),
    `-d ${quote(words)}`,
  ].join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
