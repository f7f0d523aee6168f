import type { ResponseStream } from '@via-codex/core'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { loadMarkdown } from '../markdown/load-markdown.ts'
import type { MarkdownStream } from '../markdown/markdown-stream.ts'
import { extractBlock } from './extract-block.ts'
import { receiveText, type ReceivedAnswer } from './receive-text.ts'
import { ThoughtWriter } from './thought-writer.ts'
import { wantsTools } from './wants-tools.ts'

export type AnswerMode = 'stream' | 'whole' | 'first block' | 'last block'

export interface AnswerStyle {
  /** While it comes, when it is there, or only its first or last fenced block. */
  readonly mode: AnswerMode
  /** Render it for a terminal; else it is written as it is. */
  readonly isRendered: boolean
  /** Tell what the model tells of its thinking. */
  readonly showsThoughts: boolean
}

type WriteContext = Pick<Context, 'output' | 'status' | 'talk'>

/**
 * Writes the text of an answer. If it breaks off, what had come is written all the same.
 *
 * @throws CommandError when a block is wanted and there is none; the whole answer is then written
 */
export async function writeAnswer(
  stream: ResponseStream,
  { mode, isRendered, showsThoughts }: AnswerStyle,
  context: WriteContext,
): Promise<ReceivedAnswer> {
  const { output, status } = context
  const thoughts = showsThoughts ? new ThoughtWriter(context) : undefined
  let view: MarkdownStream | undefined
  // While the question is on its way.
  const loading =
    isRendered && !mode.endsWith('block')
      ? loadMarkdown(output).then((loaded) => (view = loaded))
      : undefined
  let held = ''
  const write = (text: string) => {
    if (text === '') return undefined
    thoughts?.end()
    // Blocks come with pauses between them.
    if (loading) status.clear()
    else status.stop()
    return output.write(text)
  }
  try {
    const answer = await receiveText(stream, {
      onText(text) {
        if (mode === 'stream') {
          if (!loading) return write(text)
          return view ? write(view.push(text)) : loading.then((loaded) => write(loaded.push(text)))
        }
        held += text
        return undefined
      },
      onThought: (text) => thoughts?.add(text),
    })
    // Of an answer that only calls tools no block is wanted.
    if (mode.endsWith('block') && wantsTools(answer.response)) held = ''
    else if (mode === 'first block') held = blockOf(held, 'first')
    else if (mode === 'last block') held = blockOf(held, 'last')
    return answer
  } finally {
    status.stop()
    thoughts?.end()
    await loading
    void output.write(view ? view.push(held) + view.end() : held)
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
