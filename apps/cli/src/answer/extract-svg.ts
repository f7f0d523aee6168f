import { fencedBlocks } from './extract-block.ts'

/**
 * The first SVG drawing in an answer, in a fenced block or not.
 *
 * @returns `undefined` when there is none that is whole
 */
export function extractSvg(answer: string): string | undefined {
  for (const text of [...fencedBlocks(answer), answer]) {
    const start = text.search(/<svg[\s>]/i)
    const end = text.toLowerCase().lastIndexOf('</svg>')
    if (start !== -1 && end > start) return `${text.slice(start, end + '</svg>'.length)}\n`
  }
  return undefined
}
