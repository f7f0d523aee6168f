export type Format = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'dim' | 'cyan'

/** Gives a text a look, where the terminal has it. */
export type Style = (format: Format, text: string) => string

/** Where Markdown is shown. */
export interface MarkdownView {
  /** How wide it is. */
  readonly columns: number
  readonly style: Style
}
