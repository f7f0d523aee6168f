import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  toDeltaFrame,
  toRequestParts,
  toWholeFrame,
  type LastResponse,
} from '../../../src/transport/websocket/response-delta.ts'

const item = fc.oneof(
  fc.record({ type: fc.constant('message'), role: fc.constant('user'), content: fc.string() }),
  fc.record({
    type: fc.constant('reasoning'),
    encrypted_content: fc.string(),
    summary: fc.constant([]),
  }),
  fc.jsonValue().filter((value) => value !== null),
)
const items = fc.array(item, { maxLength: 6 })
const fields = fc.dictionary(
  fc
    .string()
    .filter((name) => !['input', 'type', 'previous_response_id', '__proto__'].includes(name)),
  fc.jsonValue(),
)

const partsOf = (body: object) => toRequestParts(JSON.stringify(body))!
const lastOf = (body: object): LastResponse => ({ id: 'resp_"fake"', ...partsOf(body) })

describe('a delta', () => {
  test('and what it goes on from are the whole request', () => {
    fc.assert(
      fc.property(
        fields,
        items,
        items,
        fc.array(item, { minLength: 1, maxLength: 3 }),
        (rest, input, output, added) => {
          const before = [...input, ...output]
          const frame = toDeltaFrame(
            lastOf({ ...rest, input: before }),
            partsOf({ ...rest, input: [...before, ...added] }),
          )
          const { type, previous_response_id: id, input: sent, ...others } = JSON.parse(frame!)
          expect([type, id]).toEqual(['response.create', 'resp_"fake"'])
          expect(JSON.stringify([...before, ...sent])).toBe(JSON.stringify([...before, ...added]))
          expect(others).toEqual(JSON.parse(JSON.stringify(rest)))
        },
      ),
    )
  })

  test('is made only of a request that begins with all that was', () => {
    fc.assert(
      fc.property(items, items, (before, now) => {
        const frame = toDeltaFrame(lastOf({ input: before }), partsOf({ input: now }))
        const goesOn =
          now.length > before.length &&
          JSON.stringify(now.slice(0, before.length)) === JSON.stringify(before)
        expect(frame !== undefined).toBe(goesOn)
      }),
    )
  })

  test.each<[string, object]>([
    ['another model', { model: 'b', tools: [] }],
    ['a field more', { model: 'a', tools: [], text: {} }],
    ['a field less', { model: 'a' }],
    ['the fields in another order', { tools: [], model: 'a' }],
  ])('is not made with %s', (_about, changed) => {
    const last = lastOf({ model: 'a', tools: [], input: [1] })
    expect(toDeltaFrame(last, partsOf({ ...changed, input: [1, 2] }))).toBeUndefined()
    const same = partsOf({ model: 'a', tools: [], input: [1, 2] })
    expect(toDeltaFrame(last, same)).toBeDefined()
    expect(toDeltaFrame(undefined, same)).toBeUndefined()
  })
})

test('a whole frame is the body with its type', () => {
  fc.assert(
    fc.property(fields, items, (rest, input) => {
      const body = JSON.stringify({ ...rest, input })
      expect(JSON.parse(toWholeFrame(body))).toEqual({
        type: 'response.create',
        ...JSON.parse(body),
      })
    }),
  )
})

test('a body whose input is no list has no parts', () => {
  expect(toRequestParts('{"model":"a","input":"text"}')).toBeUndefined()
})
