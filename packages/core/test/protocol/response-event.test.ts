import { expect, test } from 'vitest'
import { outputTextOf, toTokenUsage } from '../../src/protocol/response-event.ts'
import type { ResponseItem } from '../../src/protocol/response-item.ts'

test('counts in plain words', () => {
  expect(
    toTokenUsage({
      input_tokens: 1,
      input_tokens_details: { cached_tokens: 2 },
      output_tokens: 3,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 5,
    }),
  ).toEqual({
    inputTokens: 1,
    cachedTokens: 2,
    outputTokens: 3,
    reasoningTokens: 4,
    totalTokens: 5,
  })
})

test.each([
  {},
  { input_tokens_details: null, output_tokens_details: null },
  { input_tokens_details: {} },
])('details that are missing are none: %j', (details) => {
  const usage = toTokenUsage({ input_tokens: 1, output_tokens: 2, total_tokens: 3, ...details })
  expect(usage).toMatchObject({ cachedTokens: 0, reasoningTokens: 0 })
})

test('the text of an output is its output texts, nothing else', () => {
  const output = [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'no' }] },
    {
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'output_text', text: 'a' },
        { type: 'refusal', refusal: 'no' },
        { type: 'output_text', text: 'b' },
      ],
    },
    { type: 'function_call', call_id: 'c', name: 'n', arguments: '{}' },
    { type: 'message', role: 'user', content: 'no' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'c' }] },
  ] as ResponseItem[]
  expect(outputTextOf(output)).toBe('abc')
})
