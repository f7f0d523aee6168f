import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ResponseCollector } from '../../src/events/response-collector.ts'
import type { ResponseEvent, ResponseResource } from '../../src/protocol/response-event.ts'

const message = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
})
const done = (item: unknown, output_index?: unknown) => ({
  type: 'response.output_item.done',
  output_index,
  item,
})
const delta = (text: unknown) => ({ type: 'response.output_text.delta', delta: text })
const end = (more: object = {}) => ({ id: 'resp_fake', ...more }) as ResponseResource

function collect(...events: object[]): ResponseCollector {
  const collector = new ResponseCollector()
  for (const event of events) collector.add(event as ResponseEvent)
  return collector
}

describe('the output of a complete response', () => {
  test('comes from the items, in the order of their indexes, not of their arrival', () => {
    const collector = collect(delta('b'), done(message('b'), 1), delta('a'), done(message('a'), 0))
    expect(collector.complete(end({ output: [] }))).toEqual({
      id: 'resp_fake',
      output: [message('a'), message('b')],
      output_text: 'ab',
    })
  })

  test('comes from the items even if the end event tells otherwise', () => {
    const response = collect(done(message('items'), 0)).complete(end({ output: [message('end')] }))
    expect(response.output_text).toBe('items')
  })

  test('comes from the end event when no item came', () => {
    const response = collect(delta('deltas')).complete(end({ output: [message('end')] }))
    expect(response).toMatchObject({ output: [message('end')], output_text: 'end' })
  })

  test.each([[null], [[]], [undefined]])('comes from the deltas when the end has %j', (output) => {
    const response = collect(delta('del'), delta('tas')).complete(end({ output }))
    expect(response).toMatchObject({ output: [message('deltas')], output_text: 'deltas' })
  })

  test('is empty when nothing came', () => {
    expect(collect().complete(end())).toEqual({ id: 'resp_fake', output: [], output_text: '' })
  })

  test('keeps every other field of the response', () => {
    const more = { status: 'completed', end_turn: false, usage: null, fake: { a: 1 } }
    expect(collect().complete(end(more))).toMatchObject(more)
  })

  test('has no holes where an item never ended', () => {
    const response = collect(done(message('c'), 7), done(message('a'), 2)).complete(end())
    expect(response.output).toEqual([message('a'), message('c')])
    expect(Object.keys(response.output)).toEqual(['0', '1'])
  })

  test('does not take time by the size of an index', () => {
    const startedAt = performance.now()
    const response = collect(done(message('b'), 4_000_000_000), done(message('a'), 0)).complete(
      end(),
    )
    expect(response.output_text).toBe('ab')
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('keeps items whose index is missing, in the order they came', () => {
    const response = collect(done(message('a')), done(message('b'))).complete(end())
    expect(response.output_text).toBe('ab')
  })

  test.each([
    ['a message without content', { type: 'message', role: 'assistant' }],
    ['a message with null content', { type: 'message', role: 'assistant', content: null }],
    ['a null part', { type: 'message', role: 'assistant', content: [null] }],
    ['an item of an unknown kind', { type: 'fake_call', content: 7 }],
  ])('takes %s as it is', (_about, item) => {
    const response = collect(done(item, 0), done(message('text'), 1)).complete(end())
    expect(response).toMatchObject({ output: [item, message('text')], output_text: 'text' })
  })

  test('leaves out an item that is null', () => {
    expect(collect(done(null, 0), done(message('a'), 1)).complete(end()).output).toHaveLength(1)
  })

  test('is the same whatever the order of arrival', () => {
    const indexes = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(indexes, (order) => {
        const events = order.map((index) => done(message(`${index};`), index))
        const expected = order.toSorted((a, b) => a - b).map((index) => `${index};`)
        expect(collect(...events).complete(end()).output_text).toBe(expected.join(''))
      }),
    )
  })
})

test('what has come so far: whole items, and all text', () => {
  const collector = collect(delta('a'), done(message('a'), 0), delta('half'))
  expect(collector.partial()).toEqual({ outputText: 'ahalf', output: [message('a')] })
})

test('the text of an answer that broke off is all that came, however much it is', () => {
  const words = Array.from({ length: 1_300 }, (_, at) => `${at} `)
  const collector = collect(...words.slice(0, 1_000).map(delta))
  expect(collector.partial().outputText).toBe(words.slice(0, 1_000).join(''))
  for (const word of words.slice(1_000)) collector.add(delta(word) as ResponseEvent)
  expect(collector.partial().outputText).toBe(words.join(''))
})
