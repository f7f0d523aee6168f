import { describe, expect, test } from 'vitest'
import { normalizeRequest } from '../../src/dialect/normalize-request.ts'
import type { ResponsesRequest } from '../../src/protocol/responses-request.ts'

const encrypted = 'reasoning.encrypted_content'
const smallest: ResponsesRequest = { model: 'gpt-5.5', input: 'Hello' }

test('the smallest request becomes one the backend takes', () => {
  expect(normalizeRequest(smallest)).toEqual({
    model: 'gpt-5.5',
    instructions: expect.stringMatching(/./),
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
    include: [encrypted],
    store: false,
    stream: true,
  })
})

test('what the caller says otherwise goes out as it is', () => {
  const request: ResponsesRequest = {
    model: 'gpt-5.5',
    instructions: 'Be short.',
    input: [
      { role: 'user', content: 'Hi' },
      { type: 'fake_item', of: 'tomorrow' },
    ],
    reasoning: { effort: 'high', summary: 'auto' },
    text: { verbosity: 'low' },
    tools: [{ type: 'function', name: 'f', parameters: {} }],
    tool_choice: 'auto',
    parallel_tool_calls: false,
    prompt_cache_key: 'fake',
    service_tier: 'priority',
    client_metadata: { a: 'b' },
  }
  expect(normalizeRequest(request)).toEqual({
    ...request,
    include: [encrypted],
    store: false,
    stream: true,
  })
})

test.each([undefined, null, ''])('instructions are never empty: %j', (instructions) => {
  expect(normalizeRequest({ ...smallest, instructions })['instructions']).toMatch(/./)
})

test.each([undefined, null])('include may be missing: %j', (include) => {
  const request = { ...smallest, include } as ResponsesRequest
  expect(normalizeRequest(request)['include']).toEqual([encrypted])
})

describe('include', () => {
  test('keeps what is there, and adds once', () => {
    expect(normalizeRequest({ ...smallest, include: ['fake'] })['include']).toEqual([
      'fake',
      encrypted,
    ])
    const whole = [encrypted, 'fake']
    expect(normalizeRequest({ ...smallest, include: whole })['include']).toEqual(whole)
  })
})

test('store and stream cannot be turned', () => {
  const request = { ...smallest, store: true, stream: false } as unknown as ResponsesRequest
  expect(normalizeRequest(request)).toMatchObject({ store: false, stream: true })
})

test('the request itself is left as it was', () => {
  const request = Object.freeze({ ...smallest, include: Object.freeze(['fake']) as string[] })
  expect(normalizeRequest(request)).toEqual(normalizeRequest(request))
})
