import type { ReadStream } from 'node:tty'
import type { Context } from '../context.ts'
import type { ChatInput, Heard } from './chat-input.ts'
import { editLine } from './line-editor.ts'

const ctrlC = '\u0003'
const ctrlD = '\u0004'

/** Messages that a person types at a terminal. */
export class TypedInput implements ChatInput {
  readonly isTyped = true
  readonly #keyboard: ReadStream
  readonly #context: Pick<Context, 'screen' | 'signal' | 'status'>
  /** Lines that were typed before they were asked for. */
  readonly #ahead: string[] = []
  #history: string[] = []
  #draft = ''
  #isEnding = false
  #onStop: (() => void) | undefined

  constructor(keyboard: ReadStream, context: Pick<Context, 'screen' | 'signal' | 'status'>) {
    this.#keyboard = keyboard
    this.#context = context
  }

  async read(prompt: string): Promise<Heard> {
    const text = this.#ahead.shift()
    if (text !== undefined) return { type: 'text', text }
    if (this.#isEnding) return { type: 'end' }
    return editLine(
      this.#keyboard,
      {
        prompt,
        history: this.#history,
        draft: this.#draft,
        onMore: (line) => this.#ahead.push(line),
        onHistory: (history) => (this.#history = [...history]),
        onDraft: (draft) => (this.#draft = draft),
      },
      this.#context,
    )
  }

  async ask(question: string): Promise<string | undefined> {
    const stop = this.#onStop
    this.#release()
    const heard = await editLine(
      this.#keyboard,
      {
        prompt: question,
        history: [],
        draft: '',
        onMore: (line) => this.#ahead.push(line),
        onHistory: () => {},
        onDraft: () => {},
      },
      this.#context,
    )
    if (stop) this.#hold(stop)
    if (heard.type === 'cancel') stop?.()
    return heard.type === 'text' ? heard.text : undefined
  }

  watch(onStop: () => void): Disposable {
    this.#hold(onStop)
    return { [Symbol.dispose]: () => this.#release() }
  }

  close(): void {
    this.#release()
  }

  #hold(onStop: () => void): void {
    this.#onStop = onStop
    this.#keyboard.setRawMode(true)
    this.#keyboard.on('data', this.#take)
    this.#keyboard.resume()
  }

  #release(): void {
    if (!this.#onStop) return
    this.#onStop = undefined
    this.#keyboard.off('data', this.#take)
    this.#keyboard.pause()
    this.#keyboard.setRawMode(false)
  }

  readonly #take = (data: Buffer | string): void => {
    const text = String(data)
    if (text.includes(ctrlC)) return this.#onStop?.()
    // It is no end while there is something in the line.
    if (text.includes(ctrlD) && this.#draft === '') this.#isEnding = true
    // Without its line ends it can still be seen before it is sent.
    this.#draft += text.replaceAll(/[\r\n]+/g, ' ').replaceAll(controls, '')
  }
}

// oxlint-disable-next-line no-control-regex
const controls = /\u001b\[[\d;?]*[ -/]*[@-~]|[\u0000-\u001f\u007f]/g
