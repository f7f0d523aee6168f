import { styleText } from 'node:util'
import type { Format } from './markdown/view.ts'
import type { TerminalStream } from './terminal-stream.ts'

/**
 * Data on its way to stdout. What is written in one turn goes out as one piece; a slow reader is waited
 * for; after a failed write nothing more is written.
 */
export class Output {
  readonly #stream: TerminalStream
  #pending = ''
  #isScheduled = false
  #isBroken = false
  #endsInLine = false
  #room: Promise<void> | undefined

  /** @param onError called once, when the stream breaks */
  constructor(stream: TerminalStream, onError: (error: NodeJS.ErrnoException) => void) {
    this.#stream = stream
    stream.once('error', (error) => {
      this.#isBroken = true
      onError(error)
      // Whatever follows was caused by the same.
      stream.on('error', () => {})
    })
  }

  /** Whether a person looks at it. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true
  }

  /** How many columns a terminal has. */
  get columns(): number {
    return this.#stream.columns || 80
  }

  /** Gives a text a look, where a person looks at it and wants to. */
  style(format: Format, text: string): string {
    return this.isTerminal ? styleText(format, text, { stream: this.#stream }) : text
  }

  /** @returns a promise when the reader is behind; wait for it before writing more */
  write(text: string): Promise<void> | undefined {
    if (text === '') return this.#room
    this.#pending += text
    this.#endsInLine = !text.endsWith('\n')
    if (!this.#isScheduled) {
      this.#isScheduled = true
      process.nextTick(() => this.#send())
    }
    return this.#room
  }

  /** Writes a text and a line end, unless it has one. */
  print(text: string): void {
    void this.write(text)
    this.endLine()
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, undefined, 2))
  }

  /** Ends the last line, if it is not. */
  endLine(): void {
    if (this.#endsInLine) void this.write('\n')
  }

  /** Waits until everything is with the reader. Never rejects. */
  async flush(): Promise<void> {
    this.#send()
    if (this.#isBroken) return
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => resolve())
    })
  }

  /** Ends the last line and waits until it is out. */
  async finish(): Promise<void> {
    this.endLine()
    await this.flush()
  }

  #send(): void {
    this.#isScheduled = false
    // A character's two halves may come in two pieces.
    const end = this.#pending.length - (endsInHalf(this.#pending) ? 1 : 0)
    const text = this.#pending.slice(0, end)
    this.#pending = this.#pending.slice(end)
    if (text === '' || this.#isBroken) return
    if (this.#stream.write(text) || this.#room) return
    this.#room = new Promise((resolve) => {
      const settle = () => {
        this.#room = undefined
        for (const name of ['drain', 'error', 'close']) this.#stream.off(name, settle)
        resolve()
      }
      for (const name of ['drain', 'error', 'close']) this.#stream.on(name, settle)
    })
  }
}

/** Whether a text ends with the first half of a character that JavaScript keeps in two. */
function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}
