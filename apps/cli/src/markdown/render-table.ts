import type { Tokens } from 'marked'
import stringWidth from 'string-width'
import { renderInline } from './render-inline.ts'
import type { MarkdownView } from './view.ts'

/** A table with its columns aligned; where it is too wide, a row at a time, each cell under its head. */
export function renderTable({ header, rows, align }: Tokens.Table, view: MarkdownView): string {
  const { style, columns } = view
  const cellsOf = (row: readonly Tokens.TableCell[]) =>
    row.map(({ tokens }) => renderInline(tokens, style).replaceAll('\n', ' '))
  const head = cellsOf(header)
  const body = rows.map(cellsOf)
  const widths = head.map((cell, at) =>
    Math.max(stringWidth(cell), ...body.map((row) => stringWidth(row[at] ?? ''))),
  )
  const total = widths.reduce((sum, width) => sum + width + 3, -3)
  if (total > columns) {
    return body
      .map((row) =>
        row.map((cell, at) => `${style('bold', `${head[at] ?? ''}:`)} ${cell}`).join('\n'),
      )
      .join('\n\n')
  }
  const toLine = (row: readonly string[]) =>
    widths
      .map((width, at) => pad(row[at] ?? '', width, align[at] === 'right'))
      .join(style('dim', ' │ '))
      .trimEnd()
  const rule = style('dim', widths.map((width) => '─'.repeat(width)).join('─┼─'))
  return [toLine(head.map((cell) => style('bold', cell))), rule, ...body.map(toLine)].join('\n')
}

function pad(text: string, width: number, isRight: boolean): string {
  const space = ' '.repeat(Math.max(width - stringWidth(text), 0))
  return isRight ? space + text : text + space
}
