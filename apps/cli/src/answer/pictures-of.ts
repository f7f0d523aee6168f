import type { CodexResponse } from '@via-codex/core'
import { drawnImages } from './drawn-images.ts'
import { extractSvg } from './extract-svg.ts'

/** The images that a model drew, else the first SVG that it wrote. */
export function picturesOf(response: CodexResponse): Buffer[] {
  const drawn = drawnImages(response)
  if (drawn.length > 0) return drawn
  const svg = extractSvg(response.output_text)
  return svg === undefined ? [] : [Buffer.from(svg)]
}
