/** Rows of cells as lines, the columns aligned, nothing after the last cell. */
export function formatTable(
  rows: readonly (readonly string[])[],
  options: { rightAligned?: readonly number[] } = {},
): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  }
  const align = (cell: string, at: number) =>
    options.rightAligned?.includes(at)
      ? cell.padStart(widths[at] ?? 0)
      : cell.padEnd(widths[at] ?? 0)
  return rows.map((row) => row.map(align).join('  ').trimEnd()).join('\n')
}
