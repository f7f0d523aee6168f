import type { Context } from '../context.ts'
import { kittyImage } from './kitty-image.ts'

/** How wide a picture is shown, in columns, where there is room. */
const widest = 60

const pngSignature = '89504e470d0a1a0a'

/**
 * Shows a picture among the lines of a terminal that can: a PNG by the protocol of kitty, any image by that of iTerm2.
 * Elsewhere nothing happens.
 */
export async function showPicture(
  picture: Buffer,
  { output }: Pick<Context, 'output'>,
): Promise<void> {
  // No terminal shows a drawing as it is written.
  if (!output.isTerminal || picture.subarray(0, 1).toString() === '<') return
  const { createSupportsTerminalGraphics } = await import('supports-terminal-graphics')
  const can = createSupportsTerminalGraphics({ isTTY: true })
  const columns = Math.min(output.columns - 1, widest)
  if (can.kitty && picture.toString('hex', 0, 8) === pngSignature) {
    return output.print(`${kittyImage(picture, columns)}\n`)
  }
  if (!can.iterm2) return
  const { image } = await import('ansi-escapes')
  output.print(`${image(picture, { width: columns })}\n`)
}
