/** The most base64 that one sequence may hold. */
const chunkLength = 4096

/**
 * A PNG as a terminal that speaks kitty's protocol takes it, so many columns wide. It is not to answer.
 *
 * @see https://sw.kovidgoyal.net/kitty/graphics-protocol/
 */
export function kittyImage(png: Buffer, columns: number): string {
  const data = png.toString('base64')
  let sequences = ''
  for (let at = 0; at < data.length; at += chunkLength) {
    const keys = at === 0 ? `a=T,f=100,q=2,c=${columns},` : ''
    const isLast = at + chunkLength >= data.length
    sequences += `\u001b_G${keys}m=${isLast ? 0 : 1};${data.slice(at, at + chunkLength)}\u001b\\`
  }
  return sequences
}
