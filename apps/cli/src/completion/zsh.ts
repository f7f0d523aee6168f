import { globalPatterns, type CommandVocabulary, type OptionWord } from './vocabulary.ts'

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
  local -i at=2
  while ((at < CURRENT)); do
    case $words[at] in
      ${globalPatterns.flags}) ((at += 1)) ;;
      ${globalPatterns.pairs}) ((at += 2)) ;;
      *) break ;;
    esac
  done
  if ((CURRENT == at)) && [[ $words[at] != -* ]]; then
    _describe command commands
    return
  fi
  case $words[at] in
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
  return `    ${command.name}) shift $((at - 1)) words; ((CURRENT -= at - 1)); ${argumentsOf(command)} ;;`
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
