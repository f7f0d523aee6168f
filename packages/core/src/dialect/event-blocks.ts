const lf = 10
const cr = 13

/**
 * Where the last whole event of these bytes ends, a blank line included; 0 when there is none. Line ends
 * are LF, CR and CRLF, mixed at will.
 *
 * @param before the bytes that came right before these; three are enough
 */
export function endOfLastBlock(bytes: Uint8Array, before: Uint8Array): number {
  let lastLf = bytes.lastIndexOf(lf)
  let lastCr = bytes.lastIndexOf(cr)
  while (lastLf >= 0 || lastCr >= 0) {
    const at = Math.max(lastLf, lastCr)
    if (endsBlankLine(bytes, at, before)) return at + 1
    // A negative position would count from the end.
    if (at === 0) return 0
    if (lastLf === at) lastLf = bytes.lastIndexOf(lf, at - 1)
    else lastCr = bytes.lastIndexOf(cr, at - 1)
  }
  return 0
}

/** The events of bytes that hold nothing but whole ones, each with the blank line that ends it. */
export function* blocksOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0
  for (const at of lineEndsOf(bytes)) {
    // The LF of a CRLF belongs to the line that the CR ended.
    if (bytes[at] === cr && bytes[at + 1] === lf) continue
    if (!endsBlankLine(bytes, at, none)) continue
    yield bytes.subarray(start, at + 1)
    start = at + 1
  }
  if (start < bytes.length) yield bytes.subarray(start)
}

/** Where each LF and CR is, in order; searched for, since the lines between them can be of megabytes. */
function* lineEndsOf(bytes: Uint8Array): Generator<number> {
  let nextLf = bytes.indexOf(lf)
  let nextCr = bytes.indexOf(cr)
  while (nextLf >= 0 || nextCr >= 0) {
    const isLf = nextCr < 0 || (nextLf >= 0 && nextLf < nextCr)
    yield isLf ? nextLf : nextCr
    if (isLf) nextLf = bytes.indexOf(lf, nextLf + 1)
    else nextCr = bytes.indexOf(cr, nextCr + 1)
  }
}

const none = new Uint8Array()

/** Whether the line end at this place ends an empty line. */
function endsBlankLine(bytes: Uint8Array, at: number, before: Uint8Array): boolean {
  const byteAt = (index: number) => (index >= 0 ? bytes[index] : before[before.length + index])
  const isCrLf = byteAt(at) === lf && byteAt(at - 1) === cr
  const previous = byteAt(isCrLf ? at - 2 : at - 1)
  return previous === lf || previous === cr
}
