import { commandNames, commandWords, type CommandName } from '../command-names.ts'
import { globalOptions } from '../command-first.ts'
import type { Context } from '../context.ts'
import type { Manual, OptionTable } from '../manual/manual.ts'

/** A word that can be completed, and a few words on it. */
export interface Word {
  readonly text: string
  readonly words: string
}

/** An option, in both its spellings. */
export interface OptionWord {
  readonly long: string
  readonly short?: string
  readonly words: string
  /** How many words of value follow. */
  readonly values: 0 | 1 | 2
  /** The values there are; a file may stand for one when there are none. */
  readonly choices: readonly string[]
  readonly isRepeatable: boolean
}

/** What the shell may put after a command. */
export interface CommandVocabulary {
  readonly name: CommandName
  readonly words: string
  readonly verbs: readonly Word[]
  readonly options: readonly OptionWord[]
}

/** Patterns of a shell for the options that may stand before a command: those alone, and those with a value. */
export const globalPatterns = {
  flags: patternOf('boolean'),
  pairs: patternOf('string'),
}

function patternOf(type: 'boolean' | 'string'): string {
  const named = Object.entries(globalOptions).filter(([, option]) => option.type === type)
  return named.map(([name]) => `--${name}`).join('|')
}

/** Everything that can be completed, from the manuals of all commands. */
export async function readVocabulary({
  manualOf,
}: Pick<Context, 'manualOf'>): Promise<CommandVocabulary[]> {
  return Promise.all(
    commandNames.map(async (name) => {
      const manual = await manualOf(name)
      return {
        name,
        words: commandWords[name],
        verbs: verbsOf(manual),
        options: optionsOf(manual.options),
      }
    }),
  )
}

function verbsOf({ verbs = {} }: Manual): Word[] {
  return Object.entries(verbs).map(([text, { words }]) => ({ text, words }))
}

function optionsOf(options: OptionTable): OptionWord[] {
  return Object.entries(options).map(([long, { short, words, value, multiple, choices = [] }]) => ({
    long,
    ...(short && { short }),
    words,
    values: value === undefined ? 0 : value.includes('> <') ? 2 : 1,
    choices,
    isRepeatable: multiple ?? false,
  }))
}
