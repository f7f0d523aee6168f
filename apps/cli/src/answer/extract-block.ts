/**
 * The content of the first or the last fenced block of a Markdown text. A fence that is never closed reaches to
 * the end.
 *
 * @returns `undefined` when there is none
 * @see https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function extractBlock(markdown: string, place: 'first' | 'last'): string | undefined {
  let last: string | undefined
  for (const block of fencedBlocks(markdown)) {
    if (place === 'first') return block
    last = block
  }
  return last
}

/** The contents of all fenced blocks, in their order. */
export function* fencedBlocks(markdown: string): Generator<string> {
  let fence: { mark: string; indent: number } | undefined
  let lines: string[] = []
  for (const line of markdown.split(/\r?\n/)) {
    if (!fence) {
      const opening = /^([ \t]*)(`{3,}(?=[^`]*$)|~{3,})/.exec(line)
      if (opening) fence = { mark: opening[2] ?? '', indent: (opening[1] ?? '').length }
      continue
    }
    const closing = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1]
    if (closing?.startsWith(fence.mark)) {
      yield toText(lines)
      fence = undefined
      lines = []
    } else {
      lines.push(withoutIndent(line, fence.indent))
    }
  }
  if (fence) yield toText(lines)
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function withoutIndent(line: string, columns: number): string {
  let at = 0
  while (at < columns && (line[at] === ' ' || line[at] === '\t')) at++
  return line.slice(at)
}
