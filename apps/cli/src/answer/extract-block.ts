/**
 * The content of the first fenced block of a Markdown text, or of the last one. A fence that is never closed reaches
 * to the end.
 *
 * @returns `undefined` when there is none
 * @see https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function extractBlock(
  markdown: string,
  which: 'first' | 'last' = 'first',
): string | undefined {
  let last: string | undefined
  let fence: { mark: string; indent: number } | undefined
  const lines: string[] = []
  for (const line of markdown.split(/\r?\n/)) {
    if (!fence) {
      const opening = /^([ \t]*)(`{3,}(?=[^`]*$)|~{3,})/.exec(line)
      if (opening) fence = { mark: opening[2] ?? '', indent: (opening[1] ?? '').length }
      continue
    }
    const closing = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1]
    if (closing?.startsWith(fence.mark)) {
      last = toText(lines)
      if (which === 'first') return last
      fence = undefined
      lines.length = 0
      continue
    }
    lines.push(withoutIndent(line, fence.indent))
  }
  return fence ? toText(lines) : last
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function withoutIndent(line: string, columns: number): string {
  let at = 0
  while (at < columns && (line[at] === ' ' || line[at] === '\t')) at++
  return line.slice(at)
}
