import { globalPatterns, type CommandVocabulary, type OptionWord } from './vocabulary.ts'

/** A completion script for bash, 3.2 included. */
export function bashCompletion(commands: readonly CommandVocabulary[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return `# bash completion of via-codex; to load it: eval "$(via-codex completion bash)"
_via_codex() {
  local at=1
  while ((at < COMP_CWORD)); do
    case "\${COMP_WORDS[at]}" in
      ${globalPatterns.flags}) ((at += 1)) ;;
      ${globalPatterns.pairs}) ((at += 2)) ;;
      *) break ;;
    esac
  done
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" name="\${COMP_WORDS[at]}"
  local verbs='' options=''
  case "$name $before" in
${promptLast(commands).flatMap(choiceCases).join('\n')}
  esac
  case "$name" in
${promptLast(commands).map(wordCase).join('\n')}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif ((COMP_CWORD == at)); then
    COMPREPLY=($(compgen -W '${names} help' -- "$word"))
  elif [[ $name == help ]]; then
    COMPREPLY=($(compgen -W '${names}' -- "$word"))
  elif ((COMP_CWORD == at + 1)) && [[ $verbs ]]; then
    COMPREPLY=($(compgen -W "$verbs" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _via_codex via-codex
`
}

/** Whatever is no command is a prompt: its pattern takes all that the others left. */
function promptLast(commands: readonly CommandVocabulary[]): CommandVocabulary[] {
  const isPrompt = ({ name }: CommandVocabulary) => name === 'prompt'
  return [...commands.filter((command) => !isPrompt(command)), ...commands.filter(isPrompt)]
}

function patternOf({ name }: CommandVocabulary): string {
  return name === 'prompt' ? '*' : name
}

function choiceCases(command: CommandVocabulary): string[] {
  return command.options
    .filter(({ choices }) => choices.length > 0)
    .map((option) => {
      const patterns = spellings(option).map((spelling) => `${patternOf(command)}' ${spelling}'`)
      const choices = option.choices.join(' ')
      return `    ${patterns.join('|')}) COMPREPLY=($(compgen -W '${choices}' -- "$word")); return ;;`
    })
}

function wordCase(command: CommandVocabulary): string {
  const verbs = command.verbs.map(({ text }) => text).join(' ')
  const options = command.options.flatMap(spellings).join(' ')
  return `    ${patternOf(command)}) verbs='${verbs}' options='${options}' ;;`
}

function spellings({ long, short }: OptionWord): string[] {
  return [`--${long}`, ...(short ? [`-${short}`] : [])]
}
