import { plainPelican } from './pelican/plain-pelican.ts'
import { richPelican } from './pelican/rich-pelican.ts'
import type { Prompt } from './prompt.ts'

const CAREFUL_EFFORTS = new Set(['xhigh', 'max'])

/** True when the prompt asks for the drawing this brain knows. */
export function isDrawingRequest({ text }: Prompt): boolean {
  return /\bsvg\b/iu.test(text) || (/pelican/iu.test(text) && /bicycle|bike/iu.test(text))
}

/** The drawing: plain by default, rich when there is time to think. */
export function draw({ effort }: Prompt): string {
  const isCareful = CAREFUL_EFFORTS.has(effort)
  const opening = isCareful
    ? 'Here is a pelican riding a bicycle along the sea, with a helmet, a scarf and a fish for later:'
    : 'Here is an SVG of a pelican riding a bicycle:'
  return `${opening}\n\n\`\`\`svg\n${isCareful ? richPelican() : plainPelican()}\n\`\`\``
}
