import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutBytes, type Chunking } from '../../src/stream/chunk.ts'

const chunkings: fc.Arbitrary<Chunking> = fc.oneof(
  fc.constant<Chunking>('whole'),
  fc.record({ bytes: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ at: fc.array(fc.nat(200)) }),
  fc.record({ events: fc.integer({ min: 1, max: 3 }) }),
)

test('however it is cut, the bytes are the same, and no piece is empty', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 150 }), fc.nat(100), chunkings, (bytes, offset, how) => {
      const chunks = cutBytes(Buffer.from(bytes), offset, how)
      expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes))
      expect(chunks.every((chunk) => chunk.length > 0)).toBe(true)
    }),
  )
})

test('cuts at offsets of the whole body', () => {
  const cut = cutBytes(Buffer.from('abcdef'), 10, { at: [14, 11, 3, 99] })
  expect(cut.map(String)).toEqual(['a', 'bcd', 'ef'])
})
