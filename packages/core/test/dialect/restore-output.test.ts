import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collectResponse } from '../../src/dialect/collect-response.ts'
import {
  createOutputRestorer,
  type OutputRestorerRules,
} from '../../src/dialect/output-restorer.ts'
import { requestRules } from '../../src/dialect/request-rules.ts'
import { restoreOutput } from '../../src/dialect/restore-output.ts'
import { TransportError } from '../../src/errors/transport-error.ts'
import { bodyOf, FakeBody, frame } from '../support/fake-body.ts'
import { rejectionOf } from '../support/failures.ts'
import {
  cutAt,
  delicateOffsets,
  fixtureNames,
  oneByteEach,
  readEventStream,
  readFixture,
} from '../support/fixtures.ts'

const { codex: rules, platform } = requestRules
const encoder = new TextEncoder()

/** What comes out, and whether it ended. */
function restored(chunks: Iterable<Uint8Array>, given: OutputRestorerRules = rules) {
  const restorer = createOutputRestorer(given)
  const out = Array.from(chunks, (chunk) => restorer.push(chunk))
  return {
    bytes: Buffer.concat([...out, restorer.flush()]),
    hasEnded: restorer.hasEnded,
    items: restorer.items,
  }
}

interface Event {
  type?: string
  response?: { output?: unknown[] }
  item?: unknown
  output_index?: number
}

const eventsOf = (bytes: Uint8Array): Event[] =>
  readEventStream(bytes).flatMap(({ data }) => (data === '[DONE]' ? [] : [JSON.parse(data)]))
const isEnd = ({ type }: Event) => type === 'response.completed' || type === 'response.incomplete'

describe.each(fixtureNames)('the recorded stream %s', (name) => {
  const bytes = readFixture(name)
  const whole = restored([bytes])

  test('has its items in its end event, and is else what it was', () => {
    const before = eventsOf(bytes)
    const after = eventsOf(whole.bytes)
    const items = before
      .filter(({ type }) => type === 'response.output_item.done')
      .toSorted((a, b) => (a.output_index ?? 0) - (b.output_index ?? 0))
      .map(({ item }) => item)
    expect(after.filter((event) => !isEnd(event))).toEqual(before.filter((event) => !isEnd(event)))
    expect(after.filter(isEnd).map(({ response }) => response?.output)).toEqual(
      before.filter(isEnd).map(({ response }) => (items.length > 0 ? items : response?.output)),
    )
    expect(whole.hasEnded).toBe(name !== 'done-without-end')
  })

  // A CRLF cut in two may leave a blank line more, which says nothing.
  test('says the same cut anywhere', () => {
    const said = readEventStream(whole.bytes)
    const pieces = [
      oneByteEach(bytes),
      ...delicateOffsets(bytes).map((offset) => cutAt(bytes, [offset])),
      ...fc.sample(fc.array(fc.nat(bytes.length)), 20).map((offsets) => cutAt(bytes, offsets)),
    ]
    expect(
      pieces.filter((chunks) => !isDeepStrictEqual(readEventStream(restored(chunks).bytes), said)),
    ).toEqual([])
  })
})

const item = { type: 'message', content: [{ type: 'output_text', text: 'Hello.' }] }
const itemDone = { type: 'response.output_item.done', output_index: 0, item }
const completed = (output?: unknown) => ({
  type: 'response.completed',
  response: { id: 'resp_1', ...(output !== undefined && { output }) },
})

describe('the end event', () => {
  test.each([[undefined], [null], [[]]])('with %j gets the items', (output) => {
    const { bytes } = restored([encoder.encode(frame(itemDone) + frame(completed(output)))])
    expect(eventsOf(bytes)[1]?.response).toEqual({ id: 'resp_1', output: [item] })
  })

  test('with items of its own is left alone, as every byte is', () => {
    const text = `: hi\r\r${frame(itemDone)}id: 7\revent: x\r\ndata: ${JSON.stringify(completed([7]))}\r\n\r\ndata:  1\n\n`
    const bytes = encoder.encode(text)
    expect(restored([bytes]).bytes.toString()).toBe(Buffer.from(bytes).toString())
  })

  test('without any items is left alone', () => {
    const bytes = encoder.encode(frame(completed([])))
    expect(restored([bytes]).bytes.toString()).toBe(frame(completed([])))
  })

  test('keeps its other lines', () => {
    const text = `${frame(itemDone)}: c\r\nid: 7\revent: response.completed\ndata: {"type":"response.completed",\ndata:"response":{"id":"r"}}\n\n`
    const { bytes } = restored([encoder.encode(text)])
    expect(bytes.toString()).toBe(
      `${frame(itemDone)}: c\nid: 7\nevent: response.completed\n${frame({ type: 'response.completed', response: { id: 'r', output: [item] } })}`,
    )
  })

  test('is left alone where the backend sends it whole', () => {
    const bytes = encoder.encode(frame(itemDone) + frame(completed([])))
    const { bytes: out, hasEnded } = restored([bytes], platform)
    expect([out.toString(), hasEnded]).toEqual([Buffer.from(bytes).toString(), true])
  })

  test('orders items by their index, holes aside', () => {
    const done = (index: number) => ({ ...itemDone, output_index: index, item: { index } })
    const text = [done(3), done(0), completed([])].map(frame).join('')
    const end = eventsOf(restored([encoder.encode(text)]).bytes).at(-1)
    expect(end?.response?.output).toEqual([{ index: 0 }, { index: 3 }])
  })
})

test('a text that quotes an event is a text', () => {
  const quote = '"response.completed" "error" "response.output_item.done" [DONE]'
  const bytes = encoder.encode(frame({ type: 'response.output_text.delta', delta: quote }))
  expect(restored([bytes])).toMatchObject({ hasEnded: false, items: [] })
  expect(restored([bytes]).bytes.toString()).toBe(Buffer.from(bytes).toString())
})

test('a piece of whole events is passed on by reference, what is begun is held back', () => {
  const restorer = createOutputRestorer(rules)
  const delta = encoder.encode(frame({ type: 'response.output_text.delta', delta: 'A' }))
  expect(restorer.push(delta)).toBe(delta)
  expect(restorer.push(delta.subarray(0, 10))).toHaveLength(0)
  expect(restorer.push(delta.subarray(10))).toEqual(Buffer.from(delta))
  expect(restorer.push(delta)).toBe(delta)
})

test('any bytes come out as they went in, unless they are an end without items', () => {
  const line = fc.constantFrom('data: {}', 'data:', ': c', 'event: e', '', 'data: "error"', 'é')
  const end = fc.constantFrom('\n', '\r', '\r\n')
  const text = fc.array(fc.tuple(line, end)).map((lines) => lines.flat().join(''))
  fc.assert(
    fc.property(text, fc.array(fc.nat(80)), (given, cuts) => {
      const bytes = encoder.encode(given)
      const offsets = cuts.filter((offset) => offset < bytes.length)
      expect(restored(cutAt(bytes, offsets)).bytes.toString()).toBe(given)
    }),
  )
})

describe('a stream', () => {
  const read = async (body: AsyncIterable<Uint8Array>) => {
    let text = ''
    for await (const chunk of restoreOutput(body, { rules, requestId: 'req_1' }))
      text += Buffer.from(chunk).toString()
    return text
  }
  const delta = { type: 'response.output_text.delta', delta: 'A' }

  test.each<[string, FakeBody]>([
    ['ends', new FakeBody().send(itemDone, delta).end()],
    ['ends with [DONE]', new FakeBody().send(itemDone).sendText('data: [DONE]\n\n').end()],
    ['ends within its end event', new FakeBody().send(itemDone).sendText('data: {"type":').end()],
    [
      'breaks',
      new FakeBody().send(itemDone).fail(new TransportError('CONNECTION_FAILED', 'Fake.')),
    ],
  ])('that %s before its end event is an error', async (_about, body) => {
    expect(await rejectionOf(read(body))).toMatchObject({
      code: 'STREAM_INTERRUPTED',
      requestId: 'req_1',
      partial: { outputText: 'Hello.', output: [item] },
    })
  })

  test('keeps every other error', async () => {
    const error = new TransportError('TIMEOUT', 'Fake.')
    expect(await rejectionOf(read(new FakeBody().send(delta).fail(error)))).toBe(error)
  })

  test.each([
    ['completed', completed([])],
    ['failed', { type: 'response.failed', response: {} }],
    ['an error', { type: 'error', message: 'Fake.' }],
  ])('that has %s may break', async (_about, end) => {
    const rest = ': rest'
    const body = new FakeBody().send(delta, end).sendText(rest)
    expect(await read(body.fail(new Error('Fake.')))).toBe(frame(delta) + frame(end) + rest)
  })

  test('that is left leaves its source', async () => {
    const body = new FakeBody().send(delta, delta)
    for await (const _ of restoreOutput(body, { rules })) break
    expect(body.returned).toBe(1)
  })

  test('is collected with its text', async () => {
    const bytes = encoder.encode(frame(itemDone) + frame(completed([])))
    expect(await collectResponse(bodyOf(oneByteEach(bytes)))).toEqual({
      id: 'resp_1',
      output: [item],
      output_text: 'Hello.',
    })
  })
})

test('an event without end fails by name instead of filling the memory', async () => {
  const body = new FakeBody().sendText('data: ')
  const piece = Buffer.alloc(16 * 1024 * 1024, 'a')
  for (let sent = 0; sent < 20; sent++) body.sendBytes(piece)
  const error = await rejectionOf(restoreOutput(body, { rules }).next())
  expect(error).toMatchObject({ code: 'STREAM_MALFORMED', offsetBytes: 6 + 8 * piece.byteLength })
  expect(body.returned).toBe(1)
})

describe('words that may quote the request', () => {
  const code = 'subscription_sharing_usage_limit_exceeded'
  const error = { code, message: 'You said "fake prompt".', param: null }
  const told = {
    ...error,
    message: expect.stringMatching(/^subscription_sharing_usage_limit_exceeded\. Manage usage: /),
  }

  test.each<[string, object, object]>([
    [
      'a failed response',
      { type: 'response.failed', response: { id: 'resp_1', status: 'failed', error } },
      { type: 'response.failed', response: { id: 'resp_1', status: 'failed', error: told } },
    ],
    [
      'an error event',
      { type: 'error', error: { type: code, ...error } },
      { type: 'error', error: { type: code, ...told } },
    ],
    ['a flat error event', { type: 'error', ...error }, { type: 'error', ...told }],
    [
      'a failure without a code',
      { type: 'response.failed', response: { error: null } },
      { type: 'response.failed', response: { error: { message: 'no reason given' } } },
    ],
  ])('are not passed on of %s', (_about, event, expected) => {
    const bytes = encoder.encode(`event: fake\ndata: ${JSON.stringify(event)}\n\n`)
    const { bytes: out, hasEnded } = restored(oneByteEach(bytes), {
      ...rules,
      quotesRequests: true,
    })
    expect(hasEnded).toBe(true)
    expect(out.toString()).toMatch(/^event: fake\ndata: /)
    expect(eventsOf(out)).toEqual([expected])
    expect(restored([bytes]).bytes).toEqual(Buffer.from(bytes))
  })
})
