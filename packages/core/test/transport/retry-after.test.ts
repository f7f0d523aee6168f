import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRetryAfter } from '../../src/transport/retry-after.ts'

const now = new Date('2026-11-22T12:00:00Z')

test.each<[string | null, number | undefined]>([
  ['0', 0],
  ['7', 7_000],
  [' 120 ', 120_000],
  ['1.5', 1_500],
  ['3600', 3_600_000],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
  ['Sun Nov 22 12:00:30 2026', 30_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  [null, undefined],
  ['', undefined],
  ['  ', undefined],
  ['-5', undefined],
  ['+5', undefined],
  ['1,5', undefined],
  ['5s', undefined],
  ['0x10', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['tomorrow 5', undefined],
  ['Sun, 99 Nov 2026 12:00:30 GMT', undefined],
])('%j is %j ms', (value, expected) => {
  expect(parseRetryAfter(value, now)).toBe(expected)
})

test('whatever it says, the wait is nothing or not negative', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), (text) => {
      expect(parseRetryAfter(text, now) ?? 0).toBeGreaterThanOrEqual(0)
    }),
  )
})
