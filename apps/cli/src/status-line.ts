import { styleText } from 'node:util'
import type { TerminalStream } from './terminal-stream.ts'
import { fitToWidth } from './fit-to-width.ts'
import { oneLine } from './one-line.ts'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMs = 80
const clearLine = '\r\u001b[K'

/** One line on the terminal that tells that something is under way; gone when it ends. */
export class StatusLine {
  /** Whether there is a terminal to show it on. */
  readonly isPossible: boolean
  readonly #stream: TerminalStream
  #timer: NodeJS.Timeout | undefined
  #startedAt = 0
  #isVisible = false
  #text = ''

  constructor(stream: TerminalStream, env: NodeJS.ProcessEnv) {
    this.#stream = stream
    this.isPossible = stream.isTTY === true && env['TERM'] !== 'dumb'
  }

  start(): void {
    if (!this.isPossible || this.#timer) return
    this.#startedAt = performance.now()
    this.#text = ''
    this.#timer = setInterval(() => this.#draw(), frameMs)
    this.#draw()
  }

  /** Takes more of what the model tells of its thinking; the last line of it is shown. */
  add(text: string): void {
    this.#text += text
  }

  /** Takes it away until it is next drawn. */
  clear(): void {
    if (this.#isVisible) this.#stream.write(clearLine)
    this.#isVisible = false
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.clear()
  }

  #draw(): void {
    const elapsedMs = performance.now() - this.#startedAt
    const text = statusText(elapsedMs, this.#text, this.#stream.columns ?? 80)
    const styled = styleText('dim', text, { stream: this.#stream })
    this.#stream.write(clearLine + styled)
    this.#isVisible = true
  }
}

/** What the line says: a moving sign, the seconds, the last line of the thoughts. */
export function statusText(elapsedMs: number, thoughts: string, columns: number): string {
  const frame = frames[Math.floor(elapsedMs / frameMs) % frames.length]
  const last = thoughts.split('\n').findLast((line) => line.trim() !== '') ?? ''
  const line = oneLine(last.replaceAll('**', ''))
  // Room for the terminal's own ^C: a line that went over its end could not be taken away again.
  return fitToWidth(`${frame} ${Math.floor(elapsedMs / 1000)} s ${line}`.trimEnd(), columns - 3)
}
