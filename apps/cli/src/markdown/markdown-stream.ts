import { lexer, type Token } from 'marked'
import { renderBlocks } from './render-blocks.ts'
import type { MarkdownView } from './view.ts'

// Escape sequences' first characters among them: the model may not steer the terminal.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Markdown that comes in pieces, rendered block by block: a block is given once the next one has begun. */
export class MarkdownStream {
  readonly #view: MarkdownView
  #pending = ''
  #hasGiven = false

  constructor(view: MarkdownView) {
    this.#view = view
  }

  /** Takes a piece. @returns the blocks that it ended, as whole lines; often none */
  push(text: string): string {
    this.#pending += text.replaceAll(controls, '')
    if (!text.includes('\n')) return ''
    // What a line is can depend on all of it.
    const end = this.#pending.lastIndexOf('\n') + 1
    const tokens = lexer(this.#pending.slice(0, end))
    const last = tokens.findLastIndex(({ type }) => type !== 'space')
    if (last < 1) return ''
    const open = tokens.slice(last).map(({ raw }) => raw)
    this.#pending = open.join('') + this.#pending.slice(end)
    return this.#render(tokens.slice(0, last))
  }

  /** @returns what is left */
  end(): string {
    const tokens = lexer(this.#pending)
    this.#pending = ''
    return this.#render(tokens)
  }

  #render(tokens: readonly Token[]): string {
    const text = renderBlocks(tokens, this.#view)
    if (text === '') return ''
    const gap = this.#hasGiven ? '\n' : ''
    this.#hasGiven = true
    return `${gap}${text}\n`
  }
}
