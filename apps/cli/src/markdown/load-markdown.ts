import type { Output } from '../output.ts'
import type { MarkdownStream } from './markdown-stream.ts'

/** Whether Markdown is to be rendered there: at a terminal that can move and colour. */
export function canRender(output: Output, env: NodeJS.ProcessEnv): boolean {
  return output.isTerminal && env['TERM'] !== 'dumb'
}

/** Loads what renders Markdown, for the terminal that the output is. */
export async function loadMarkdown(output: Output): Promise<MarkdownStream> {
  const { MarkdownStream } = await import('./markdown-stream.ts')
  return new MarkdownStream({
    columns: output.columns,
    style: (format, text) => output.style(format, text),
  })
}
