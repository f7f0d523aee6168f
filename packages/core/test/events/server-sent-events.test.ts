import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ServerSentEventDecoder,
  type ServerSentEvent,
} from '../../src/events/server-sent-events.ts'
import {
  cutAt,
  delicateOffsets,
  fixtureNames,
  oneByteEach,
  readEventStream,
  readFixture,
} from '../support/fixtures.ts'

function decode(chunks: readonly Uint8Array[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = []
  const decoder = new ServerSentEventDecoder((event) => events.push(event))
  for (const chunk of chunks) decoder.push(chunk)
  return events
}

function decodeText(text: string): string[] {
  return decode([new TextEncoder().encode(text)]).map((event) => event.data)
}

const namesAndData = (events: ServerSentEvent[]) =>
  events.map(({ event, data }) => ({ event, data }))

describe.each(fixtureNames)('the fixture %s', (name) => {
  const bytes = readFixture(name)
  const whole = decode([bytes])

  test('gives the events the standard says', () => {
    expect(whole.length).toBeGreaterThan(2)
    expect(namesAndData(whole)).toEqual(readEventStream(bytes))
  })

  test('gives the same one byte at a time', () => {
    expect(decode(oneByteEach(bytes))).toEqual(whole)
  })

  test('gives the same cut once at each delicate place', () => {
    for (const offset of delicateOffsets(bytes))
      expect(decode(cutAt(bytes, [offset])), `cut before byte ${offset}`).toEqual(whole)
  })

  test('gives the same cut at all delicate places at once, and with empty pieces', () => {
    const offsets = delicateOffsets(bytes)
    expect(decode(cutAt(bytes, offsets))).toEqual(whole)
    expect(decode(cutAt(bytes, [...offsets, ...offsets]))).toEqual(whole)
  })

  test('gives the same cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (offsets) => {
        expect(decode(cutAt(bytes, offsets))).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })
})

test.each<[string, string, string[]]>([
  ['an event without its blank line is not complete', 'data: a\n\ndata: b\n', ['a']],
  ['a line without a colon is a field without a value', 'data\n\n', ['']],
  ['only one space goes', 'data:  a\n\n', [' a']],
  ['lines of data are joined', 'data: a\ndata\ndata: b\n\n', ['a\n\nb']],
  ['a block without data is no event', 'event: x\nid: 1\n\n: note\n\ndata: a\n\n', ['a']],
  ['field names are taken as they are spelled', 'Data: a\n data: b\ndatax: c\ndata: d\n\n', ['d']],
  ['bad retry values are skipped', 'retry: soon\ndata: a\n\n', ['a']],
  ['all three line ends', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', ['a', 'b', 'c']],
])('%s', (_about, text, expected) => {
  expect(decodeText(text)).toEqual(expected)
})

test('bytes that are no UTF-8 become replacement characters', () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode('data: a'), 0xff, 0xe2, 0x82, 10, 10])
  expect(decode([bytes]).map((event) => event.data)).toEqual(['a\uFFFD\uFFFD'])
  expect(decode(oneByteEach(bytes)).map((event) => event.data)).toEqual(['a\uFFFD\uFFFD'])
})

test('any text written as an event is read back, cut anywhere', () => {
  const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, '·'))
  const events = fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 5 })
  const end = fc.constantFrom('\n', '\r\n', '\r')
  fc.assert(
    fc.property(events, end, fc.array(fc.nat()), (dataOfEvents, eol, cuts) => {
      const text = dataOfEvents
        .map((lines) => lines.map((data) => `data: ${data}${eol}`).join('') + eol)
        .join('')
      const bytes = new TextEncoder().encode(text)
      // A lone surrogate has no UTF-8 form.
      const expected = dataOfEvents.map((lines) =>
        lines.map((data) => data.toWellFormed()).join('\n'),
      )
      const chunks = cutAt(
        bytes,
        cuts.map((cut) => cut % (bytes.length + 1)),
      )
      expect(decode(chunks).map((event) => event.data)).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('counts bytes, not characters', () => {
  const decoder = new ServerSentEventDecoder(() => {})
  decoder.push(new TextEncoder().encode('data: 東'))
  decoder.push(new Uint8Array(0))
  expect(decoder.bytesRead).toBe(9)
})

test('an event without end fails by name instead of filling the memory', () => {
  const decoder = new ServerSentEventDecoder(() => {})
  const chunk = new Uint8Array(16 * 1024 * 1024).fill(0x61)
  decoder.push(new TextEncoder().encode('data: '))
  const fill = () => {
    for (let pushed = 0; pushed < 20; pushed++) decoder.push(chunk)
  }
  expect(fill).toThrow(expect.objectContaining({ code: 'STREAM_MALFORMED' }))
  expect(decoder.bytesRead).toBeLessThan(10 * chunk.byteLength)
})
