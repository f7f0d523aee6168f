import { once } from 'node:events'
import { beginThread } from '../begin-thread.ts'
import type { PaintedSvg } from './svg-thread.ts'

/** The largest SVG that is painted, in characters. */
const mostCharacters = 2 * 2 ** 20

/**
 * Paints an SVG, in a thread of its own: whatever it asks for, there is an end to time and memory.
 *
 * @param options.longestMs how long it may take, in milliseconds. Default: 5,000
 * @returns a PNG, 960 pixels long on its longer side
 * @throws Error saying why there is none
 */
export async function paintSvg(
  svg: string,
  { signal, longestMs = 5_000 }: { signal: AbortSignal; longestMs?: number },
): Promise<Buffer> {
  if (svg.length > mostCharacters) throw new Error('it is too large')
  const { svgThreadUrl } = await import('./svg-thread.ts')
  const worker = beginThread({ address: svgThreadUrl, begins: 'paint', data: { svg } })
  const late = AbortSignal.timeout(longestMs)
  try {
    const [message] = await once(worker, 'message', { signal: AbortSignal.any([signal, late]) })
    const { png, failure } = message as PaintedSvg
    if (png) return Buffer.from(png)
    throw new Error(failure)
  } catch (error) {
    signal.throwIfAborted()
    throw late.aborted ? new Error('it takes too long to paint') : error
  } finally {
    await worker.terminate()
  }
}
