import { addAbortSignal } from 'node:stream'
import { UsageError } from './command-error.ts'
import type { Context } from './context.ts'

/** How long a silent pipe is waited for before the user is told what is waited for. */
const silenceMs = 2_000

type PipeContext = Pick<Context, 'stdin' | 'talk' | 'signal'>

/**
 * What is piped in, piece by piece; nothing at a terminal.
 *
 * @param notice what is said when nothing comes
 */
export async function* readPipedBytes(
  { stdin, talk, signal }: PipeContext,
  notice = 'Waiting for stdin. End it with Ctrl-D; without one, add </dev/null.',
): AsyncGenerator<Buffer> {
  if (!stdin) return
  const timer = setTimeout(() => talk.say(notice), silenceMs)
  try {
    for await (const chunk of addAbortSignal(signal, stdin) as AsyncIterable<Buffer>) {
      clearTimeout(timer)
      yield chunk
    }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * All that is piped in, without its last line end; empty at a terminal.
 *
 * @throws UsageError when it is no text
 */
export async function readPiped(context: PipeContext): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  try {
    for await (const chunk of readPipedBytes(context))
      text += decoder.decode(chunk, { stream: true })
    text += decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(
      'What is piped in is no UTF-8 text.',
      'Attach an image or a PDF with -a -; convert a text first, as with iconv.',
    )
  }
  // The line end that the last line of every text has.
  return text.replace(/\r?\n$/, '')
}
