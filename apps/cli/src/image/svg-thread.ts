import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { textFont } from './text-font.ts'

/** This module, for the thread that is to run it. */
export const svgThreadUrl = import.meta.url

/** What an SVG became: a PNG, or why there is none. */
export interface PaintedSvg {
  readonly png?: Uint8Array
  readonly failure?: string
}

/** How long the longer side of a picture is, in pixels. */
const longerSide = 960
/** What the painting may take, in pages of 64 KiB: 256 MiB. */
const mostPages = 4096

/**
 * Paints the SVG that the thread was given. WebAssembly reaches neither files nor the network.
 *
 * @public called by its name, where the thread begins
 */
export async function paint(): Promise<void> {
  const { svg } = workerData as { svg: string }
  // Before the module is there: an SVG can ask for any amount.
  setFlagsFromString(`--wasm-max-mem-pages=${mostPages}`)
  const { Resvg, initWasm } = await import('@resvg/resvg-wasm')
  const wasm = fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))
  await initWasm(readFile(wasm))
  const fonts = svg.includes('<text') ? await textFont() : []
  const font = { fontBuffers: fonts }
  try {
    const { width, height } = new Resvg(svg, { font })
    const fitTo = { mode: width < height ? 'height' : 'width', value: longerSide } as const
    const png = new Resvg(svg, { font, fitTo }).render().asPng()
    send({ png })
  } catch (error) {
    // A panic in Rust is a trap, which says nothing.
    const isTold = error instanceof Error && error.name === 'Error'
    send({ failure: isTold ? error.message : 'it cannot be painted' })
  }
}

function send(message: PaintedSvg): void {
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(message)
}
