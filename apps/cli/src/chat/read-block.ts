import type { Context } from '../context.ts'
import type { ChatInput } from './chat-input.ts'
import { continuation } from './line-editor.ts'

/**
 * Lines up to `!end`, or `!end MARK`, as one text; the end of the input ends it, too.
 *
 * @returns an empty text when Ctrl-C has dropped it
 */
export async function readBlock(
  mark: string,
  input: ChatInput,
  { talk }: Pick<Context, 'talk'>,
): Promise<string> {
  const end = `!end${mark && ` ${mark}`}`
  const lines: string[] = []
  for (;;) {
    const heard = await input.read(continuation)
    if (heard.type === 'cancel') {
      talk.say('Dropped.')
      return ''
    }
    if (heard.type === 'end' || heard.text.trim() === end) return lines.join('\n')
    lines.push(heard.text)
  }
}
