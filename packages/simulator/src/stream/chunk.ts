/**
 * How the bytes of an event stream are cut into writes, each flushed on its own. Cuts ignore every boundary: inside a
 * line end, inside a multi-byte character.
 *
 * - `'whole'`: as few writes as the pace allows.
 * - `{ bytes: n }`: n bytes each.
 * - `{ at: [...] }`: cut before these byte offsets of the whole body.
 * - `{ events: n }`: n events each.
 */
export type Chunking = 'whole' | { bytes: number } | { at: readonly number[] } | { events: number }

/** Cuts `piece`, which starts `offset` bytes into the body, at the places `chunking` names. */
export function cutBytes(piece: Buffer, offset: number, chunking: Chunking): Buffer[] {
  const cuts = cutOffsets(piece.length, offset, chunking)
  const chunks: Buffer[] = []
  let from = 0
  for (const cut of [...cuts, piece.length]) {
    if (cut > from) chunks.push(piece.subarray(from, cut))
    from = cut
  }
  return chunks
}

function cutOffsets(length: number, offset: number, chunking: Chunking): number[] {
  if (chunking === 'whole' || 'events' in chunking) return []
  if ('at' in chunking)
    return [...chunking.at]
      .toSorted((a, b) => a - b)
      .map((cut) => cut - offset)
      .filter((cut) => cut > 0 && cut < length)
  const size = Math.max(1, Math.floor(chunking.bytes))
  const cuts: number[] = []
  for (let cut = size; cut < length; cut += size) cuts.push(cut)
  return cuts
}
