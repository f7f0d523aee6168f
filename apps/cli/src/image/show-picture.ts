import type { Context } from '../context.ts'
import { graphicsOf } from './graphics-of.ts'
import { kittyImage } from './kitty-image.ts'

/** How wide a picture is shown, in columns, where there is room. */
const widest = 60

const pngSignature = '89504e470d0a1a0a'

/**
 * Shows a picture among the lines of a terminal that can: a PNG by the protocol of kitty, any image by that of iTerm2.
 * An SVG is painted for it; one that cannot be is told of. Elsewhere nothing happens.
 */
export async function showPicture(
  picture: Buffer,
  { output, talk, env, signal }: Pick<Context, 'output' | 'talk' | 'env' | 'signal'>,
): Promise<void> {
  const can = await graphicsOf(output, env)
  if (!can.kitty && !can.iterm2) return
  let image = picture
  if (picture.subarray(0, 1).toString() === '<') {
    const { paintSvg } = await import('./paint-svg.ts')
    try {
      image = await paintSvg(picture.toString(), { signal })
    } catch (error) {
      signal.throwIfAborted()
      return talk.warn(`The SVG is not shown: ${(error as Error).message}.`)
    }
  }
  const columns = Math.min(output.columns - 1, widest)
  if (can.kitty && image.toString('hex', 0, 8) === pngSignature) {
    return output.print(`${kittyImage(image, columns)}\n`)
  }
  if (!can.iterm2) return
  const { image: iterm2Image } = await import('ansi-escapes')
  output.print(`${iterm2Image(image, { width: columns })}\n`)
}
