import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeTools,
  hasOwnTools,
  toolEncodingsFor,
  type ToolEncoding,
} from '../../src/dialect/encode-tools.ts'
import type { JsonObject } from '../../src/protocol/json.ts'

const encodings: readonly ToolEncoding[] = ['flat', 'additionalTools', 'namespace']

test.each([
  ['gpt-5.5', 'flat'],
  ['gpt-5', 'flat'],
  ['gpt-5.6-sol', 'additionalTools'],
  ['gpt-6-luna', 'additionalTools'],
  ['gpt-6.1-sol', 'additionalTools'],
  ['other', 'flat'],
  [undefined, 'flat'],
])('%s is first tried with %s, and then with each of the others', (model, first) => {
  const all = toolEncodingsFor(model)
  expect(all[0]).toBe(first)
  expect([...all].toSorted()).toEqual([...encodings].toSorted())
})

const name = fc.stringMatching(/^[a-z]{1,6}$/)
const tool = fc.oneof(
  fc.record({ type: fc.constant('function'), name, parameters: fc.constant({}) }),
  fc.record({ type: fc.constant('custom'), name }),
  fc.record({ type: fc.constant('web_search') }),
)
const item = fc.oneof(
  fc.record({ role: fc.constant('user'), content: fc.string() }),
  fc.record({ type: fc.constant('function_call'), name, call_id: name }),
  fc.record({ type: fc.constant('function_call'), name, namespace: name }),
)
const request = fc.record({ model: name, tools: fc.array(tool), input: fc.array(item) })

/** Every tool of a request, wherever it stands. */
function toolsOf({ tools, input }: JsonObject): JsonObject[] {
  const items = (input as JsonObject[]).filter(({ type }) => type === 'additional_tools')
  const lists = [tools ?? [], ...items.map((added) => added['tools'])] as JsonObject[][]
  return lists
    .flat()
    .flatMap((one) => (one['type'] === 'namespace' ? (one['tools'] as JsonObject[]) : [one]))
}

const bare = ({ type, name: named }: JsonObject) => `${String(type)} ${String(named)}`

describe.each(encodings)('%s', (encoding) => {
  test('loses no tool and no item, and changes nothing it was given', () => {
    fc.assert(
      fc.property(request, (body) => {
        const before = structuredClone(body)
        const encoded = encodeTools(body, encoding)
        expect(body).toEqual(before)
        expect(toolsOf(encoded).map(bare).toSorted()).toEqual(body.tools.map(bare).toSorted())
        const items = (encoded['input'] as JsonObject[]).filter(
          ({ type }) => type !== 'additional_tools',
        )
        expect(items).toHaveLength(body.input.length)
        for (const [at, given] of body.input.entries()) expect(items[at]).toMatchObject(given)
      }),
    )
  })

  test('says what the API wants said', () => {
    const encoded = encodeTools(
      { tools: [{ type: 'function', name: 'look' }], input: [] },
      encoding,
    )
    expect(toolsOf(encoded)).toEqual([
      { type: 'function', name: 'look', parameters: null, strict: null },
    ])
  })
})

test('a call of a function in a namespace names it, and keeps another', () => {
  const call = { type: 'function_call', name: 'look', call_id: 'c' }
  const body = {
    tools: [{ type: 'function', name: 'look' }],
    input: [call, { ...call, namespace: 'theirs' }, { ...call, name: 'other' }],
  }
  expect(encodeTools(body, 'namespace')['input']).toEqual([
    { ...call, namespace: 'app' },
    { ...call, namespace: 'theirs' },
    { ...call, name: 'other' },
  ])
})

test.each([
  [{}, false],
  [{ tools: [] }, false],
  [{ tools: [{ type: 'web_search' }] }, false],
  [{ tools: [{ type: 'custom', name: 'x' }] }, true],
])('%j has tools of its own: %j', (body, expected) => {
  expect(hasOwnTools(body)).toBe(expected)
})
