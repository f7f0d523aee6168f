import type { Context } from '../context.ts'
import { oneLine } from '../one-line.ts'

/** Writes what a model tells of its thinking to stderr: whole lines stay, the last one shows in the status line. */
export class ThoughtWriter {
  readonly #talk: Context['talk']
  readonly #status: Context['status']
  #line = ''
  #hasSaid = false

  constructor({ talk, status }: Pick<Context, 'talk' | 'status'>) {
    this.#talk = talk
    this.#status = status
  }

  add(text: string): void {
    this.#status.add(text)
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop() ?? ''
    for (const line of lines) this.#say(line)
  }

  /** Writes what is left. */
  end(): void {
    this.#say(this.#line)
    this.#line = ''
    // The answer stands apart from it.
    if (this.#hasSaid) this.#talk.say('')
    this.#hasSaid = false
  }

  #say(line: string): void {
    const text = oneLine(line.replaceAll('**', ''))
    if (text === '') return
    this.#talk.sayQuietly(text)
    this.#hasSaid = true
  }
}
