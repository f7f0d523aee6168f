import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../fixtures/', import.meta.url)

export const fixtureNames = readdirSync(folder)
  .filter((name) => name.endsWith('.sse'))
  .map((name) => name.slice(0, -'.sse'.length))

export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.sse`, folder)))
}

/** The events of a whole text, read line by line as the standard says: the yardstick for our decoder. */
export function readEventStream(bytes: Uint8Array): { event: string | undefined; data: string }[] {
  const events: { event: string | undefined; data: string }[] = []
  let event: string | undefined
  let data: string[] = []
  // TextDecoder takes the byte order mark away.
  for (const line of new TextDecoder().decode(bytes).split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (data.length > 0) events.push({ event, data: data.join('\n') })
      event = undefined
      data = []
      continue
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (field === 'data') data.push(value)
    if (field === 'event') event = value || undefined
  }
  return events
}

export function oneByteEach(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
}

/** Cut before each of these offsets. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [0, ...offsets.toSorted((a, b) => a - b), bytes.length]
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge))
}

/** Every offset that touches a line end or lies inside a character of several bytes. */
export function delicateOffsets(bytes: Uint8Array): number[] {
  const isLineEnd = (byte: number | undefined) => byte === 10 || byte === 13
  const offsets: number[] = []
  for (let at = 1; at < bytes.length; at++) {
    const near = isLineEnd(bytes[at]) || isLineEnd(bytes[at - 1]) || isLineEnd(bytes[at + 1])
    if (near || (bytes[at] ?? 0) >= 0x80 || (bytes[at - 1] ?? 0) >= 0x80) offsets.push(at)
  }
  return offsets
}
