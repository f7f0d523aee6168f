import { crc32, deflateSync } from 'node:zlib'

const SIDE_PIXELS = 64

/** A small PNG of a sky that turns from blue to gold. */
export function sunsetPng(): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE_PIXELS, 0)
  header.writeUInt32BE(SIDE_PIXELS, 4)
  header.set([8, 2], 8)
  const rows = Array.from({ length: SIDE_PIXELS }, (_, y) => {
    const row = Buffer.alloc(1 + SIDE_PIXELS * 3)
    for (let x = 0; x < SIDE_PIXELS; x++) row.set([90 + y * 2, 150 + y, 230 - y * 2], 1 + x * 3)
    return row
  })
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(rows))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
