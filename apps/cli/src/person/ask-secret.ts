import { createInterface } from 'node:readline'
import { Writable, type Readable } from 'node:stream'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { Interruption } from '../interruption.ts'

/**
 * Asks a person for something that the screen does not show.
 *
 * @returns an empty text when nothing more will come
 * @throws Interruption on Ctrl-C, which is no signal while nothing is shown
 */
export async function askSecret(
  question: string,
  keyboard: Readable,
  { talk, signal }: Pick<Context, 'talk' | 'signal'>,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const input = createInterface({
    input: keyboard,
    output: nowhere,
    terminal: true,
    historySize: 0,
  })
  // Not before: what is typed from here on is not shown any more.
  talk.ask(question)
  const answer = Promise.withResolvers<string>()
  const onAbort = () => answer.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  input.on('line', answer.resolve)
  input.on('close', () => answer.resolve(''))
  input.on('SIGINT', () => {
    answer.reject(new Interruption('Stopped by Ctrl-C.', exitCodes.interrupted))
  })
  try {
    return await answer.promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    input.close()
  }
}
