import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryAfterOf } from '../../src/transport/retry-after.ts'

const read = (value: string | null, exact: string | null = null) =>
  retryAfterOf((name) => (name === 'retry-after' ? value : exact), now)

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
  expect(read(value)).toBe(expected)
})

test.each<[string | null, string, number | undefined]>([
  [null, '250', 250],
  ['7', ' 1234.5 ', 1_234.5],
  ['7', '0', 0],
  ['7', '', 7_000],
  ['7', '-1', 7_000],
  ['7', '1e3', 7_000],
  [null, 'soon', undefined],
])('%j beside retry-after-ms %j is %j ms', (value, exact, expected) => {
  expect(read(value, exact)).toBe(expected)
})

test('whatever it says, the wait is nothing or not negative', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), (text) => {
      expect(read(text, text) ?? 0).toBeGreaterThanOrEqual(0)
    }),
  )
})
