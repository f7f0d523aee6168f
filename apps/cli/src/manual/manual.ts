/** An option as `parseArgs` takes it, with what the help, the completion and docs/cli.md say of it. */
export interface OptionWords {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  readonly default?: string | boolean | string[]
  /** What its value is, as in `<id>`; a second word, as in `<key> <value>`, is a second value. */
  readonly value?: string
  readonly words: string
  /** The values there are, for the completion. */
  readonly choices?: readonly string[]
}

/** Its options, by their long names. */
export type OptionTable = Readonly<Record<string, OptionWords>>

/** A verb of a command, as `list` in `via-codex models list`. */
export interface Verb {
  /** What follows it: `<name>` must, `[name]` may, and with `…` any number may. */
  readonly takes?: string
  readonly words: string
  /** The options it has beside those on help and the login. */
  readonly options?: readonly string[]
}

/** All that is told of a command: `--help`, the completion and docs/cli.md are made from it. */
export interface Manual {
  /** Ways to write it, after the program's name. */
  readonly usage: readonly string[]
  /** Paragraphs, an empty line between them. */
  readonly about: string
  readonly verbs?: Readonly<Record<string, Verb>>
  readonly options: OptionTable
  /** Whole command lines. */
  readonly examples: readonly [string, ...string[]]
}
