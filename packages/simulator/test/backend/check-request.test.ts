import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { JsonObject, SimulatorOptions } from '../../src/index.ts'
import { codexBody, postResponses, user } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

async function judge(
  more: JsonObject,
  options?: SimulatorOptions,
): Promise<{ status: number; text: string }> {
  const simulator = await simulate(options)
  const response = await postResponses(simulator, { body: codexBody(more) })
  return { status: response.status, text: await response.text() }
}

const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' }
const output = { type: 'function_call_output', call_id: 'call_1', output: 'ok' }

describe('top-level members', () => {
  test.each([
    'background',
    'context_management',
    'conversation',
    'frequency_penalty',
    'logit_bias',
    'max_completion_tokens',
    'max_output_tokens',
    'max_tool_calls',
    'metadata',
    'min_p',
    'presence_penalty',
    'previous_response_id',
    'prompt_cache_retention',
    'safety_identifier',
    'seed',
    'stop',
    'temperature',
    'top_k',
    'top_logprobs',
    'top_p',
    'truncation',
    'type',
    'user',
  ])('%s is unsupported', async (name) => {
    expect(await judge({ [name]: 1 })).toEqual({
      status: 400,
      text: JSON.stringify({ detail: `Unsupported parameter: ${name}` }),
    })
  })

  test('names the first offender only', async () => {
    const { text } = await judge({ top_p: 1, temperature: 1 })
    expect(text).toContain('top_p')
    expect(text).not.toContain('temperature')
  })

  test.each<[string, JsonObject, string]>([
    ['stream', { stream: false }, 'Stream must be set to true'],
    ['store', { store: true }, 'Store must be set to false'],
    ['input', { input: 'Hello' }, 'Input must be a list'],
    ['empty instructions', { instructions: '' }, 'Instructions are required'],
    ['stream_options', { stream_options: { include_usage: true } }, 'Unsupported parameter'],
    ['service_tier', { service_tier: 'auto' }, 'Unsupported service_tier'],
    ['model', { model: 'gpt-4o' }, "The 'gpt-4o' model is not supported when using Codex"],
    ['effort', { reasoning: { effort: 'minimal' } }, 'does not support'],
    ['effort beyond the model', { reasoning: { effort: 'max' } }, 'does not support'],
  ])('refuses a wrong %s', async (_name, more, expected) => {
    const { status, text } = await judge(more)
    expect(status).toBe(400)
    expect((JSON.parse(text) as { detail: string }).detail).toContain(expected)
  })

  test.each<[string, JsonObject]>([
    [
      'the summary delivery of stream_options',
      { stream_options: { reasoning_summary_delivery: 'x' } },
    ],
    ['service_tier priority', { service_tier: 'priority' }],
    ['effort none', { reasoning: { effort: 'none' } }],
    ['effort max where the model has it', { model: 'gpt-6-sol', reasoning: { effort: 'max' } }],
    ['client_metadata', { client_metadata: { thread_id: 'x' } }],
  ])('accepts %s', async (_name, more) => {
    expect((await judge(more)).status).toBe(200)
  })

  test('a leading developer message stands in for instructions, unless they are always required', async () => {
    const body = {
      instructions: '',
      input: [{ type: 'message', role: 'developer', content: 'Be short.' }, user('Hello')],
    }
    expect((await judge(body)).status).toBe(200)
    expect((await judge(body, { instructions: 'always' })).status).toBe(400)
    expect((await judge({ instructions: '' }, { instructions: 'never' })).status).toBe(200)
  })
})

describe('input items', () => {
  test.each<[string, JsonObject[], number, string]>([
    [
      'a system message',
      [{ role: 'system', content: 'x' }],
      400,
      'System messages are not allowed',
    ],
    ['an id', [{ ...user('x'), id: 'msg_1' }], 404, "Item with id 'msg_1' not found"],
    ['a reference', [{ type: 'item_reference', id: 'rs_1' }], 404, "Item with id 'rs_1' not found"],
    ['a call alone', [call, user('x')], 400, 'No tool output found for function call call_1.'],
    ['an output alone', [output], 400, 'No tool call found for function call output'],
    [
      'a long call_id',
      [{ ...call, call_id: 'c'.repeat(65) }],
      400,
      '"code":"string_above_max_length"',
    ],
    ['an odd call_id', [{ ...call, call_id: 'a b' }], 400, '"code":"invalid_value"'],
    [
      'reasoning without summary',
      [{ type: 'reasoning', encrypted_content: 'x' }],
      400,
      '"code":"missing_required_parameter"',
    ],
    ['reasoning without ciphertext', [{ type: 'reasoning', summary: [] }], 404, 'not found'],
    ['only developers', [{ role: 'developer', content: 'x' }], 400, 'user message'],
    [
      'a chat-style part',
      [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
      400,
      "'text'",
    ],
    [
      'an input part from the assistant',
      [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }],
      400,
      'input_text',
    ],
  ])('refuses %s', async (_name, input, status, expected) => {
    const answer = await judge({ input })
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(expected)
  })

  test('accepts a call with its output, replayed reasoning and, where allowed, ids', async () => {
    const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'fake' }
    const input = [user('x'), reasoning, call, output]
    expect((await judge({ input })).status).toBe(200)
    const withIds = [{ ...user('x'), id: 'msg_1' }]
    expect((await judge({ input: withIds }, { itemIds: 'allow' })).status).toBe(200)
  })
})

test('refuses look-around in a tool schema', async () => {
  const parameters = { type: 'object', properties: { a: { type: 'string', pattern: '^(?!x)' } } }
  const { status, text } = await judge({ tools: [{ type: 'function', name: 'f', parameters }] })
  expect(status).toBe(400)
  expect(text).toContain('look-around')
})

describe('the body as bytes', () => {
  const json = Buffer.from(JSON.stringify(codexBody()))

  test('takes zstd', async () => {
    const simulator = await simulate()
    const body = zstdCompressSync(json)
    const response = await postResponses(simulator, {
      body,
      headers: { 'content-encoding': 'zstd' },
    })
    expect(response.status).toBe(200)
    expect(simulator.requests.last('responses')).toMatchObject({
      contentEncoding: 'zstd',
      bodyBytes: body.length,
      body: { model: 'gpt-5.5' },
    })
  })

  test.each<[string, string | Buffer, Record<string, string>, number]>([
    ['bad zstd', Buffer.from('no zstd'), { 'content-encoding': 'zstd' }, 400],
    ['an unknown encoding', json, { 'content-encoding': 'fake' }, 415],
    ['bad JSON', '{"model":', {}, 400],
    ['a list', '[]', {}, 400],
    ['another content type', json, { 'content-type': 'text/plain' }, 415],
  ])('refuses %s', async (_name, body, headers, status) => {
    const response = await postResponses(await simulate(), { body, headers })
    expect(response.status).toBe(status)
    expect(await response.json()).toHaveProperty('detail')
  })
})
