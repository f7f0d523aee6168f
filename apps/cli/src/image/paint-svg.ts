import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { compileCache } from '../compile-cache.ts'
import type { PaintedSvg } from './svg-thread.ts'

// The module is named by its address, wherever the bundler has put it.
const begin = `
  const { compileCache, address } = require('node:worker_threads').workerData
  if (compileCache) require('node:module').enableCompileCache(compileCache)
  import(address).then((module) => module.paint())`

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
  const worker = new Worker(begin, {
    eval: true,
    workerData: { compileCache: compileCache(), address: svgThreadUrl, svg },
    stdout: true,
    stderr: true,
  })
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
