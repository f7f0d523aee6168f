import { createInterface, type Interface } from 'node:readline'
import type { ReadStream } from 'node:tty'
import type { Context } from '../context.ts'
import type { Heard } from './chat-input.ts'

const pasteOn = '\u001b[?2004h'
const pasteOff = '\u001b[?2004l'

interface Key {
  readonly name?: string
}

export interface LineEditorOptions {
  readonly prompt: string
  /** Lines typed before, the last first. */
  readonly history: string[]
  /** What stands in the line already. */
  readonly draft: string
  /** Takes the lines that came with the first one. */
  readonly onMore: (line: string) => void
  /** Takes the history as it is now. */
  readonly onHistory: (history: string[]) => void
  /** Takes what stands in the line when the first one is there. */
  readonly onDraft: (draft: string) => void
}

/**
 * Reads a line at the terminal with Node's editor: arrow keys move and go through the history, Ctrl-C empties the line.
 * What is pasted stays together, however many lines it has.
 */
export async function editLine(
  keyboard: ReadStream,
  options: LineEditorOptions,
  { screen, signal }: Pick<Context, 'screen' | 'signal'>,
): Promise<Heard> {
  const { prompt, history, draft, onMore, onHistory, onDraft } = options
  const heard = Promise.withResolvers<Heard>()
  let isPasting = false
  let pasted: string[] = []
  let isHeard = false
  const onKey = (_text: string | undefined, { name }: Key) => {
    if (name === 'paste-start') isPasting = true
    if (name === 'paste-end') isPasting = false
  }
  const onAbort = () => heard.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  screen.write(pasteOn)
  // Before the editor's own, so that a line knows whether it was pasted.
  keyboard.on('keypress', onKey)
  const editor = createInterface({
    input: keyboard,
    output: screen,
    terminal: true,
    prompt,
    history: [...history],
    historySize: 1_000,
    removeHistoryDuplicates: true,
  })
  editor.on('history', onHistory)
  editor.on('line', (line) => {
    const text = [...pasted, line].join('\n')
    if (isPasting) {
      pasted.push(line)
      editor.setPrompt(continuation)
      return editor.prompt()
    }
    pasted = []
    if (isHeard) return onMore(text)
    isHeard = true
    heard.resolve({ type: 'text', text })
  })
  editor.on('close', () => {
    if (!isHeard) screen.write('\n')
    heard.resolve({ type: 'end' })
  })
  editor.on('SIGINT', () => {
    const isEmpty = editor.line === '' && pasted.length === 0
    emptyLine(editor)
    pasted = []
    if (!isEmpty) {
      editor.setPrompt(prompt)
      return editor.prompt()
    }
    isHeard = true
    screen.write('\n')
    heard.resolve({ type: 'cancel' })
  })
  editor.prompt()
  if (draft !== '') editor.write(draft)
  try {
    if (signal.aborted) onAbort()
    return await heard.promise
  } finally {
    // What was typed ahead in the same moment is in the editor, and stays.
    onDraft(editor.line)
    signal.removeEventListener('abort', onAbort)
    isHeard = true
    editor.close()
    keyboard.off('keypress', onKey)
    screen.write(pasteOff)
  }
}

export const continuation = '. '

function emptyLine(editor: Interface): void {
  editor.write(null, { ctrl: true, name: 'e' })
  editor.write(null, { ctrl: true, name: 'u' })
}
