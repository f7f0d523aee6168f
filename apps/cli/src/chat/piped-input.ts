import { createInterface } from 'node:readline'
import { addAbortSignal, type Readable } from 'node:stream'
import type { Context } from '../context.ts'
import type { ChatInput } from './chat-input.ts'

/**
 * Messages that come line by line: from a pipe, or from a person where the terminal can edit nothing.
 *
 * @param isTyped a person is to be asked for each
 */
export function openPipedInput(
  source: Readable,
  isTyped: boolean,
  { talk, signal }: Pick<Context, 'talk' | 'signal'>,
): ChatInput {
  const input = createInterface({ input: addAbortSignal(signal, source), terminal: false })
  const lines = input[Symbol.asyncIterator]()
  const ask = async (question: string) => {
    if (isTyped) talk.ask(question)
    const { value, done } = await lines.next()
    signal.throwIfAborted()
    if (isTyped && !done) talk.hear()
    return done ? undefined : value
  }
  return {
    isTyped,
    ask,
    async read(prompt) {
      const text = await ask(prompt)
      return text === undefined ? { type: 'end' } : { type: 'text', text }
    },
    // Ctrl-C is a signal there, and ends the program.
    watch: () => ({ [Symbol.dispose]() {} }),
    close: () => input.close(),
  }
}
