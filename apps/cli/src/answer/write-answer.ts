import type { ResponseStream } from '@via-codex/core'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { extractBlock } from './extract-block.ts'
import { receiveText, type ReceivedAnswer } from './receive-text.ts'

export type AnswerMode = 'stream' | 'whole' | 'first block' | 'last block'

/**
 * Writes the text of an answer: while it comes (`stream`), when it is there (`whole`), or only its first or its last
 * fenced block. If it breaks off, what had come is written all the same.
 *
 * @throws CommandError when there is no block; the whole answer is then written
 */
export async function writeAnswer(
  stream: ResponseStream,
  mode: AnswerMode,
  { output, status }: Pick<Context, 'output' | 'status'>,
): Promise<ReceivedAnswer> {
  let held = ''
  try {
    const answer = await receiveText(stream, {
      onText(text) {
        if (mode === 'stream') {
          status.stop()
          return output.write(text)
        }
        held += text
        return undefined
      },
      onThought: (text) => status.add(text),
    })
    if (mode === 'first block') held = blockOf(held, 'first')
    if (mode === 'last block') held = blockOf(held, 'last')
    return answer
  } finally {
    status.stop()
    void output.write(held)
    output.endLine()
  }
}

function blockOf(answer: string, which: 'first' | 'last'): string {
  const block = extractBlock(answer, which)
  if (block !== undefined) return block
  throw new CommandError(
    'The answer holds no fenced block; it is printed whole.',
    'Ask for a code block in the prompt, or leave out -x and --xl.',
  )
}
