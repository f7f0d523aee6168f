import type { CommandVocabulary, OptionWord } from './vocabulary.ts'

/** A completion script for zsh. */
export function zshCompletion(commands: readonly CommandVocabulary[]): string {
  const described = commands.map(({ name, words }) => `    ${quote(`${name}:${words}`)}`).join('\n')
  return `#compdef via-codex
# zsh completion of via-codex; to load it: eval "$(via-codex completion zsh)"
_via_codex() {
  local -a commands
  commands=(
${described}
    'help:show the help of a command'
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  case $words[2] in
    help) _describe command commands ;;
${commands
  .filter(({ name }) => name !== 'prompt')
  .map(commandCase)
  .join('\n')}
    *) ${argumentsOf(commands.find(({ name }) => name === 'prompt'))} ;;
  esac
}
compdef _via_codex via-codex
`
}

function commandCase(command: CommandVocabulary): string {
  return `    ${command.name}) shift words; ((CURRENT--)); ${argumentsOf(command)} ;;`
}

function argumentsOf(command: CommandVocabulary | undefined): string {
  const { options = [], verbs = [] } = command ?? {}
  const described = verbs.map(({ text, words }) => `${text}\\:${quoteInner(words)}`).join(' ')
  const rest = verbs.length > 0 ? [quote(`1:verb:((${described}))`)] : []
  return ['_arguments', ...options.map(specification), ...rest, "'*:file:_files'"].join(' ')
}

function specification({ long, short, words, values, choices, isRepeatable }: OptionWord): string {
  const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : ':value:_files'
  const end = `[${words.replaceAll(/[[\]\\:]/g, String.raw`\$&`)}]${value.repeat(values)}`
  const star = isRepeatable ? '*' : ''
  if (!short) return quote(`${star}--${long}${end}`)
  if (isRepeatable) return `${quote(`*-${short}${end}`)} ${quote(`*--${long}${end}`)}`
  return `'(-${short} --${long})'{-${short},--${long}}${quote(end)}`
}

function quoteInner(text: string): string {
  return `"${text.replaceAll(/["\\$`:()]/g, String.raw`\$&`)}"`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
