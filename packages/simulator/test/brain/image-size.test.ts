import { expect, test } from 'vitest'
import { imageSize } from '../../src/brain/image-size.ts'

/** The first bytes of a picture, written as text and hexadecimal. */
function bytes(...parts: (string | number[])[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  )
}

test.each<[string, Buffer]>([
  ['PNG', bytes('\x89PNG\r\n\x1A\n', [0, 0, 0, 13], 'IHDR', [0, 0, 1, 44, 0, 0, 0, 200])],
  ['GIF', bytes('GIF89a', [44, 1, 200, 0])],
  [
    'WebP VP8X',
    bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 43, 1, 0, 199, 0, 0]),
  ],
  [
    'WebP VP8L',
    bytes(
      'RIFF',
      [0, 0, 0, 0],
      'WEBPVP8L',
      [0, 0, 0, 0, 0x2f],
      [43 + 0, 1 | ((199 << 6) & 0xc0), 199 >> 2, 0],
    ),
  ],
  [
    'WebP VP8',
    bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 44, 1, 200, 0]),
  ],
  ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 0, 200, 1, 44])],
])('%s', (_name, picture) => {
  expect(imageSize(picture)).toEqual({ width: 300, height: 200 })
})

test.each([[Buffer.alloc(0)], [Buffer.from('no picture')], [Buffer.from([0xff, 0xd8, 0xff])]])(
  'not a picture: %o',
  (picture) => {
    expect(imageSize(picture)).toBeUndefined()
  },
)
