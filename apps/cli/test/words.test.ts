import { describe, expect, it } from 'vitest'
import { parseProcessList } from '../src/doctor/other-programs.ts'
import { fitToWidth } from '../src/fit-to-width.ts'
import { formatInstant } from '../src/format-instant.ts'
import { formatTable } from '../src/format-table.ts'
import { oneLine } from '../src/one-line.ts'
import { statusText } from '../src/status-line.ts'

describe('fitToWidth', () => {
  it.for<[text: string, columns: number, fitting: string]>([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['', 3, ''],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['abc', -1, ''],
    ['世界', 4, '世界'],
    ['世界x', 4, '世…'],
    ['世界', 3, '世…'],
    ['🌍🌍', 3, '🌍…'],
    ['e\u0301e\u0301e', 3, 'e\u0301e\u0301e'],
  ])('%j in %i columns', ([text, columns, fitting]) => {
    expect(fitToWidth(text, columns)).toBe(fitting)
  })
})

describe('statusText', () => {
  it.for<[elapsedMs: number, thoughts: string, columns: number, text: string]>([
    [0, '', 80, '⠋ 0 s'],
    [999, '', 80, '⠹ 0 s'],
    [1000, '**Recalling**', 80, '⠹ 1 s Recalling'],
    [83_000, 'one\n\ntwo\n\n', 80, '⠧ 83 s two'],
    [0, 'a long line of thoughts', 14, '⠋ 0 s a lo…'],
    [0, 'x\u001b[2Jy', 80, '⠋ 0 s x [2Jy'],
  ])('%i ms, %j in %i columns', ([elapsedMs, thoughts, columns, text]) => {
    expect(statusText(elapsedMs, thoughts, columns)).toBe(text)
  })
})

describe('oneLine', () => {
  it('leaves nothing that moves or colours', () => {
    expect(oneLine(' a\r\nb\u001b]0;c\u0007\u009bd\u2028e\u007f ')).toBe('a b ]0;c d e')
  })
})

describe('formatInstant', () => {
  const now = new Date(2026, 10, 22, 15, 4)

  it.for<[at: Date, text: string]>([
    [new Date(2026, 10, 22, 15, 4, 20), '2026-11-22 15:04 (now)'],
    [new Date(2026, 10, 22, 15, 5), '2026-11-22 15:05 (in 1 minute)'],
    [new Date(2026, 10, 22, 14, 4), '2026-11-22 14:04 (60 minutes ago)'],
    [new Date(2026, 10, 22, 20, 4), '2026-11-22 20:04 (in 5 hours)'],
    [new Date(2026, 11, 2, 3, 9), '2026-12-02 03:09 (in 10 days)'],
  ])('%s', ([at, text]) => {
    expect(formatInstant(at, now)).toBe(text)
  })
})

describe('formatTable', () => {
  it('aligns columns and leaves nothing at the ends of lines', () => {
    const rows = [
      ['A', 'B', 'C'],
      ['long', '1', ''],
      ['x', '1000', 'y'],
    ]
    expect(formatTable(rows, { rightAligned: [1] })).toBe(
      'A        B  C\nlong     1\nx     1000  y',
    )
  })
})

describe('parseProcessList', () => {
  it.for<[line: string, name: string | undefined]>([
    ['  12 codex', 'codex'],
    ['  12 /usr/bin/codex exec --json', 'codex'],
    ['  12 node /usr/local/bin/codex app-server', 'codex'],
    ['  12 /opt/node-24/bin/node --no-warnings /x/bin/codex.js', 'codex'],
    ['  12 node /usr/local/bin/via-codex chat', 'via-codex'],
    ['  12 vim codex', undefined],
    ['  12 node server.js codex', undefined],
    ['  12 /usr/bin/codex-helper', undefined],
    ['  12 [kworker/0:1]', undefined],
    ['', undefined],
    ['  node codex', undefined],
  ])('%j', ([line, name]) => {
    expect(parseProcessList(`${line}\n`)).toEqual(name ? [{ pid: 12, name }] : [])
  })
})
