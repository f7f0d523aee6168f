import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ServerSentEventDecoder } from '../../../src/events/server-sent-events.ts'
import { classifyFrame, toEventBytes } from '../../../src/transport/websocket/response-frames.ts'

const classify = (frame: unknown, isFirst = false) =>
  classifyFrame(Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)), isFirst)

describe('a frame', () => {
  test.each<[string, unknown, object]>([
    ['a delta', { type: 'response.output_text.delta', delta: 'a' }, { kind: 'event' }],
    [
      'a delta that talks of an end',
      { type: 'response.output_text.delta', delta: '"response.completed"' },
      { kind: 'event' },
    ],
    ['no JSON', '{"type":"response.completed"', { kind: 'event' }],
    [
      'an item',
      { output_index: 2, item: { a: 1 }, type: 'response.output_item.done' },
      { kind: 'item', index: 2, item: { a: 1 } },
    ],
    [
      'a good end',
      { response: { id: 'r' }, type: 'response.completed' },
      { kind: 'end', completedId: 'r' },
    ],
    [
      'an end without a response',
      { type: 'response.completed' },
      { kind: 'end', completedId: undefined },
    ],
    ['an early end', { type: 'response.incomplete' }, { kind: 'end', completedId: undefined }],
    ['a failure', { type: 'response.failed' }, { kind: 'end', completedId: undefined }],
    ['an error', { type: 'error', status: 500 }, { kind: 'end', completedId: undefined }],
  ])('within an answer: %s', (_about, frame, expected) => {
    expect(classify(frame)).toEqual(expected)
  })

  test.each<[string, unknown, object]>([
    ['an event', { type: 'response.created', response: { error: null } }, { kind: 'event' }],
    ['a word of the limits', { type: 'codex.rate_limits' }, { kind: 'aside' }],
    ['null', 'null', { kind: 'event' }],
    [
      'an error without a status',
      { type: 'error', error: { code: 'a' } },
      { kind: 'end', completedId: undefined },
    ],
    [
      'an error of an odd status',
      { type: 'error', status: 200 },
      { kind: 'end', completedId: undefined },
    ],
    [
      'an error with a status',
      {
        type: 'error',
        status: 429,
        error: { code: 'Fake' },
        headers: { 'Retry-After': '7', odd: 1 },
      },
      {
        kind: 'refusal',
        error: {
          status: 429,
          code: 'fake',
          headers: { 'retry-after': '7' },
          text: '{"error":{"code":"Fake"}}',
        },
      },
    ],
    [
      'an error with a status_code',
      { type: 'error', status_code: 503, error: {} },
      {
        kind: 'refusal',
        error: { status: 503, code: undefined, headers: {}, text: '{"error":{}}' },
      },
    ],
    [
      'a limit of the connection without a status',
      { type: 'error', error: { code: 'websocket_connection_limit_reached' } },
      { kind: 'refusal', error: { status: 400, code: 'websocket_connection_limit_reached' } },
    ],
  ])('at the beginning: %s', (_about, frame, expected) => {
    expect(classify(frame, true)).toMatchObject(expected)
  })
})

test('as an event it says the same, however it was written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', '\r\n'), (value, space) => {
      const events: string[] = []
      const decoder = new ServerSentEventDecoder(({ data }) => void events.push(data))
      const text = JSON.stringify(value, undefined, space)
      decoder.push(toEventBytes(Buffer.from(text.replaceAll('\n', '\r\n'))))
      expect(events.map((data) => JSON.stringify(JSON.parse(data)))).toEqual([
        JSON.stringify(value),
      ])
    }),
  )
})
