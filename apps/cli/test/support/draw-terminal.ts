import type { IBuffer, IBufferCell } from '@xterm/headless'

const cellWidth = 8.4
const lineHeight = 19
const margin = 16

/** The sixteen colours, as a dark terminal shows them. */
const palette = [
  '#3b4252',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d8dee9',
  '#6b7280',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#ffffff',
] as const

interface Run {
  readonly column: number
  width: number
  text: string
  readonly look: string
}

/** What a terminal shows, as an SVG: each run of characters of one look where it stands. */
export function drawTerminal(buffer: IBuffer, columns: number): string {
  const lines: Run[][] = []
  for (let at = 0; at < buffer.length; at++) lines.push(runsOf(buffer, at, columns))
  while (lines.at(-1)?.length === 0) lines.pop()
  const width = Math.ceil(columns * cellWidth + 2 * margin)
  const height = Math.ceil(lines.length * lineHeight + 2 * margin)
  const texts = lines.flatMap((runs, row) => {
    const y = Math.round(margin + (row + 0.75) * lineHeight)
    return runs.map(({ column, width: cells, text, look }) => {
      const x = round(margin + column * cellWidth)
      const length = round(cells * cellWidth)
      return `<text x="${x}" y="${y}" textLength="${length}"${look}>${escape(text)}</text>`
    })
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xml:space="preserve" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#d8dee9">`,
    '<rect width="100%" height="100%" rx="8" fill="#1e222a"/>',
    ...texts,
    '</svg>\n',
  ].join('\n')
}

function runsOf(buffer: IBuffer, row: number, columns: number): Run[] {
  const line = buffer.getLine(row)
  const runs: Run[] = []
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column)
    if (!cell || cell.getWidth() === 0) continue
    const look = lookOf(cell)
    const last = runs.at(-1)
    if (last?.look === look && last.column + last.width === column) {
      last.text += cell.getChars() || ' '
      last.width += cell.getWidth()
    } else {
      runs.push({ column, width: cell.getWidth(), text: cell.getChars() || ' ', look })
    }
  }
  return runs.map(trim).filter(({ text }) => text !== '')
}

/** Without the spaces at both ends, which an SVG drops anyway. */
function trim(run: Run): Run {
  const before = run.text.length - run.text.trimStart().length
  const text = run.text.trim()
  const width = run.width - (run.text.length - text.length)
  return { ...run, text, width, column: run.column + before }
}

function lookOf(cell: IBufferCell): string {
  const colour = cell.isFgPalette() ? palette[cell.getFgColor()] : undefined
  return [
    colour ? ` fill="${colour}"` : '',
    cell.isDim() ? ' opacity="0.6"' : '',
    cell.isBold() ? ' font-weight="bold"' : '',
    cell.isItalic() ? ' font-style="italic"' : '',
    cell.isUnderline() ? ' text-decoration="underline"' : '',
  ].join('')
}

function round(length: number): number {
  return Math.round(length * 10) / 10
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
