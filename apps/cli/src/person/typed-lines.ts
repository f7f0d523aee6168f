import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Context } from '../context.ts'

/** The lines a person types, asked for one by one. */
export class TypedLines {
  readonly #interface: Interface
  readonly #lines: AsyncIterator<string>
  readonly #talk: Context['talk']

  constructor(keyboard: Readable, talk: Context['talk']) {
    // The terminal itself echoes, takes corrections and turns Ctrl-C into its signal.
    this.#interface = createInterface({ input: keyboard, terminal: false })
    this.#lines = this.#interface[Symbol.asyncIterator]()
    this.#talk = talk
  }

  /** @returns `undefined` when nothing more will come */
  async ask(question: string): Promise<string | undefined> {
    this.#talk.ask(question)
    const { value, done } = await this.#lines.next()
    if (done) return undefined
    this.#talk.hear()
    return value
  }

  close(): void {
    this.#interface.close()
  }
}
