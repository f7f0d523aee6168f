import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeRequest } from '../../src/dialect/normalize-request.ts'
import { requestRules, type RequestRules } from '../../src/dialect/request-rules.ts'
import { ApiError } from '../../src/errors/api-error.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { thrownBy } from '../support/failures.ts'

const encrypted = 'reasoning.encrypted_content'
const smallest = { model: 'gpt-5.5', input: 'Hello' }
const user = { role: 'user', content: 'Hi' }

const codex = (request: JsonObject, rules?: RequestRules) =>
  normalizeRequest({ ...smallest, ...request }, 'codex', rules)
const platform = (request: JsonObject) => normalizeRequest({ ...smallest, ...request }, 'platform')
const inputOf = (request: JsonObject) => codex(request).body['input']

test('the smallest request becomes one the Codex backend takes', () => {
  expect(codex({})).toEqual({
    body: {
      model: 'gpt-5.5',
      instructions: expect.stringMatching(/./),
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
      include: [encrypted],
      store: false,
      stream: true,
    },
    dropped: [],
  })
})

test('what the caller says otherwise goes out as it is', () => {
  const request = {
    model: 'gpt-of-tomorrow',
    instructions: 'Be short.',
    input: [user, { type: 'fake_item', of: 'tomorrow' }],
    reasoning: { effort: 'high', summary: 'auto' },
    text: { verbosity: 'low' },
    tools: [{ type: 'function', name: 'f', parameters: {} }, { type: 'fake_hosted_tool' }],
    tool_choice: 'auto',
    parallel_tool_calls: false,
    prompt_cache_key: 'fake',
    service_tier: 'priority',
    client_metadata: { a: 'b' },
    stream_options: { reasoning_summary_delivery: 'fake' },
    field_of_tomorrow: { a: [1] },
  }
  expect(codex(request)).toEqual({
    body: { ...request, include: [encrypted], store: false, stream: true },
    dropped: [],
  })
})

test.each([
  [{ service_tier: 'fast' }, { service_tier: 'priority' }],
  [{ service_tier: 'flex' }, { service_tier: 'flex' }],
  [
    { reasoning: { effort: 'ultra', summary: 'auto' } },
    { reasoning: { effort: 'xhigh', summary: 'auto' } },
  ],
  [{ reasoning: { effort: 'max' } }, { reasoning: { effort: 'max' } }],
])('%j goes out as %j to the Codex backend, and as it is to the public API', (given, sent) => {
  const before = structuredClone(given)
  expect(codex(given)).toMatchObject({ body: sent, dropped: [] })
  expect(platform(given)).toMatchObject({ body: given })
  expect(given).toEqual(before)
})

describe('include', () => {
  test.each([
    [undefined, [encrypted]],
    [null, [encrypted]],
    [['fake'], ['fake', encrypted]],
    [
      [encrypted, 'fake'],
      [encrypted, 'fake'],
    ],
  ])('%j becomes %j', (include, expected) => {
    expect(codex({ include }).body['include']).toEqual(expected)
  })
})

describe('what the Codex backend refuses', () => {
  test.each([...requestRules.codex.dropped.keys()])('is left out and reported: %s', (field) => {
    const { body, dropped } = codex({ [field]: 1 })
    expect(body).not.toHaveProperty([field])
    expect(dropped).toEqual([{ field, reason: expect.stringMatching(/./) }])
  })

  test.each([
    [{ store: true }, ['store']],
    [{ stream: false }, []],
    [{ background: false }, ['background']],
    [{ service_tier: 'auto' }, ['service_tier']],
    [{ service_tier: 'default' }, ['service_tier']],
    [{ service_tier: 'flex' }, []],
    [{ stream_options: { include_obfuscation: false } }, ['stream_options.include_obfuscation']],
    [{ temperature: null, user: undefined, previous_response_id: null }, []],
    [{ temperature: 0, top_p: 1, seed: 2 }, ['temperature', 'top_p', 'seed']],
  ])('of %j, %j is reported', (request, fields) => {
    const { body, dropped } = codex(request)
    expect(dropped.map(({ field }) => field)).toEqual(fields)
    expect(body).toMatchObject({ store: false, stream: true })
    expect(Object.values(body)).not.toContain(null)
    expect(body).not.toHaveProperty('temperature')
  })

  test.each([
    ['previous_response_id', { previous_response_id: 'resp_fake' }],
    ['conversation', { conversation: 'conv_fake' }],
    ['background', { background: true }],
    ['prompt', { prompt: { id: 'pmpt_fake' } }],
    ['input[1]', { input: [user, { type: 'item_reference', id: 'msg_fake' }] }],
    ['input[0]', { input: [{ id: 'msg_fake' }] }],
  ])('is refused where the answer would be another without it: %s', (param, request) => {
    const error = thrownBy(() => codex(request))
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'UNSUPPORTED_BY_BACKEND', param, isRetryable: false })
    expect((error as ApiError).hint).toMatch(/./)
  })
})

test.each([
  ['input', { input: undefined }],
  ['input', { input: 7 }],
  ['input', { input: {} }],
  ['input[1]', { input: [user, null] }],
  ['input[0]', { input: ['Hi'] }],
])('%s is refused as no input: %j', (param, request) => {
  expect(thrownBy(() => codex(request))).toMatchObject({ code: 'INVALID_REQUEST', param })
})

describe('instructions', () => {
  const system = (content: unknown) => ({ role: 'system', content })
  const developer = (content: unknown) => ({ type: 'message', role: 'developer', content })
  const fallback = codex({}).body['instructions']

  test.each<[string, JsonObject, string, number]>([
    ['given ones win', { instructions: 'A', input: [system('B'), user] }, 'A', 2],
    ['a leading text is lifted', { input: [system('A'), user] }, 'A', 1],
    ['empty ones are none', { instructions: '', input: [system('A'), user] }, 'A', 1],
    ['null is none', { instructions: null, input: [system('A'), user] }, 'A', 1],
    ['all that lead are joined', { input: [system('A'), developer('B'), user] }, 'A\n\nB', 1],
    [
      'parts too',
      {
        input: [
          system([
            { type: 'text', text: 'A' },
            { type: 'input_text', text: 'B' },
          ]),
          user,
        ],
      },
      'AB',
      1,
    ],
    ['one that comes later stays', { input: [user, system('A')] }, fallback as string, 2],
    [
      'a picture is not lifted',
      { input: [system([{ type: 'input_image' }]), user] },
      fallback as string,
      2,
    ],
    ['an empty text is none', { input: [system(' '), user] }, fallback as string, 2],
    ['something is left to answer', { input: [system('A')] }, fallback as string, 1],
    [
      'tools in the input stay first',
      { input: [{ type: 'additional_tools' }, developer('A'), user] },
      fallback as string,
      3,
    ],
  ])('%s', (_about, request, instructions, count) => {
    const { body } = codex(request)
    expect(body['instructions']).toBe(instructions)
    expect(body['input']).toHaveLength(count)
  })

  test('no system message is left', () => {
    const input = inputOf({ input: [user, system('A'), { type: 'message', ...system('B') }] })
    expect((input as JsonObject[]).map(({ role }) => role)).toEqual([
      'user',
      'developer',
      'developer',
    ])
  })
})

describe('items', () => {
  test('lose their ids and keep the rest', () => {
    const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'fake' }
    const message = {
      type: 'message',
      role: 'assistant',
      phase: 'final_answer',
      status: 'completed',
      content: [{ type: 'output_text', text: 'A', annotations: [] }],
    }
    const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' }
    const output = { type: 'function_call_output', call_id: 'call_1', output: 'B' }
    const items = [user, reasoning, message, { ...call, namespace: 'fake' }, output]
    const withIds = items.map((item, at) => ({ id: `fake_${at}`, ...item }))
    expect(inputOf({ input: withIds })).toEqual(items)
  })

  test('of reasoning go on only with their ciphertext, and have a summary', () => {
    const { body, dropped } = codex({
      input: [
        user,
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'reasoning', id: 'rs_2', encrypted_content: null },
        { type: 'reasoning', id: 'rs_3', encrypted_content: 'fake' },
      ],
    })
    expect(body['input']).toEqual([
      user,
      { type: 'reasoning', encrypted_content: 'fake', summary: [] },
    ])
    expect(dropped.map(({ field }) => field)).toEqual(['input[1]', 'input[2]'])
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['user', { type: 'text', text: 'A' }, { type: 'input_text', text: 'A' }],
    ['user', { type: 'output_text', text: 'A' }, { type: 'input_text', text: 'A' }],
    ['assistant', { type: 'text', text: 'A' }, { type: 'output_text', text: 'A' }],
    ['assistant', { type: 'input_text', text: 'A' }, { type: 'output_text', text: 'A' }],
    [
      'assistant',
      { type: 'output_text', text: '{}', parsed: {} },
      { type: 'output_text', text: '{}' },
    ],
    ['assistant', { type: 'refusal', refusal: 'No.' }, { type: 'refusal', refusal: 'No.' }],
    [
      'user',
      { type: 'image_url', image_url: { url: 'data:fake', detail: 'low' } },
      { type: 'input_image', image_url: 'data:fake', detail: 'low' },
    ],
    [
      'user',
      { type: 'image_url', image_url: 'data:fake' },
      { type: 'input_image', image_url: 'data:fake' },
    ],
    [
      'user',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:fake' } },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:fake' },
    ],
    ['user', { type: 'part_of_tomorrow', a: 1 }, { type: 'part_of_tomorrow', a: 1 }],
  ])('of %s have parts in the words of this API: %j', (role, part, expected) => {
    expect(inputOf({ input: [{ role, content: [part] }] })).toEqual([{ role, content: [expected] }])
  })

  test('lose what the openai SDK parsed', () => {
    const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }
    const output = { type: 'function_call_output', call_id: 'c', output: '' }
    expect(inputOf({ input: [{ ...call, parsed_arguments: {} }, output] })).toEqual([call, output])
  })
})

describe('a pattern with look-around', () => {
  const tools = (pattern: string) => [
    { type: 'function', name: 'plain', parameters: { type: 'object' } },
    {
      type: 'function',
      name: 'send',
      parameters: {
        properties: { pattern: { anyOf: [{ type: 'string', format: 'email', pattern }] } },
      },
    },
  ]

  test.each(['^(?!a)b', '(?=a)', '(?<!a)b', '(?<=a)b'])('is left out: %s', (pattern) => {
    const given = tools(pattern)
    const { body, dropped } = codex({ tools: given })
    expect(JSON.stringify(body['tools'])).not.toContain('(?')
    expect(body['tools']).toMatchObject([
      given[0],
      { parameters: { properties: { pattern: { anyOf: [{ format: 'email' }] } } } },
    ])
    expect(dropped.map(({ field }) => field)).toEqual([
      'tools[1].parameters.properties.pattern.anyOf[0].pattern',
    ])
    expect(given).toEqual(tools(pattern))
    expect(platform({ tools: given })).toMatchObject({ body: { tools: given }, dropped: [] })
  })

  test.each(['^a+$', '(?:a)', '(?<name>a)'])('is none: %s', (pattern) => {
    const given = tools(pattern)
    expect(codex({ tools: given })).toMatchObject({ body: { tools: given }, dropped: [] })
  })

  test('is not looked for without end', () => {
    const circle: JsonObject = { type: 'function' }
    circle['self'] = circle
    expect(codex({ tools: [circle] }).body['tools']).toEqual([circle])
  })
})

describe('calls', () => {
  const call = (type: string, callId: string) => ({ type, call_id: callId, name: 'f' })

  test.each([
    ['function_call', 'function_call_output'],
    ['function_call_output', 'function_call'],
    ['custom_tool_call', 'custom_tool_call_output'],
    ['custom_tool_call_output', 'custom_tool_call'],
  ])('a lone %s is refused: it needs its %s', (type, missing) => {
    const error = thrownBy(() => codex({ input: [user, call(type, 'call_1')] }))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', param: 'input' })
    expect(String(error)).toContain(`${type} call_1 has no ${missing}`)
  })

  test.each(['x'.repeat(65), 'call|1', 'höhe', '', ' '])(
    'an id that the wire does not take is replaced on both sides: %j',
    (callId) => {
      const input = [call('function_call', callId), call('function_call_output', callId)]
      const ids = (inputOf({ input }) as JsonObject[]).map((item) => item['call_id'])
      expect(ids[0]).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
      expect(ids[1]).toBe(ids[0])
      expect(inputOf({ input })).toEqual(inputOf({ input }))
    },
  )
})

describe('an API key', () => {
  test('takes what the public API takes', () => {
    const request = {
      model: 'gpt-5.5',
      input: [
        { role: 'system', content: 'A' },
        { type: 'item_reference', id: 'msg_fake' },
        { type: 'message', id: 'msg_2', role: 'user', content: 'B' },
        { type: 'function_call_output', call_id: 'call_1', output: 'C' },
      ],
      temperature: 0.5,
      max_output_tokens: 100,
      previous_response_id: 'resp_fake',
      service_tier: 'auto',
      store: true,
    }
    expect(platform(request)).toEqual({ body: { ...request, stream: true }, dropped: [] })
  })

  test('stores nothing unless asked, and streams always', () => {
    expect(platform({ stream: false }).body).toMatchObject({ store: false, stream: true })
  })

  test.each([
    [{}, undefined],
    [{ reasoning: { effort: 'low' } }, [encrypted]],
    [{ include: ['fake'] }, ['fake']],
  ])('asks for reasoning encrypted where it is asked for: %j', (request, include) => {
    expect(platform(request).body['include']).toEqual(include)
  })

  test('sends no reasoning that nobody can read', () => {
    const input = [user, { type: 'reasoning', id: 'rs_1', summary: [] }]
    expect(platform({ input }).body['input']).toEqual([user])
    expect(platform({ input, store: true }).body['input']).toEqual(input)
  })

  test('fetches no answer later', () => {
    expect(thrownBy(() => platform({ background: true }))).toMatchObject({
      code: 'UNSUPPORTED_BY_BACKEND',
    })
  })
})

describe('any request', () => {
  const json = fc.jsonValue({ maxDepth: 2 })
  const part = fc.record(
    {
      type: fc.constantFrom('text', 'input_text', 'output_text', 'image_url', 'file', 'fake'),
      text: fc.string(),
      image_url: fc.oneof(fc.string(), fc.record({ url: fc.string() })),
    },
    { requiredKeys: ['type'] },
  )
  const id = fc.oneof(fc.constant(null), fc.string())
  const message = fc.record(
    {
      id,
      role: fc.constantFrom('user', 'assistant', 'system', 'developer'),
      content: fc.oneof(fc.string(), fc.array(part, { maxLength: 3 })),
    },
    { requiredKeys: ['role', 'content'] },
  )
  const pair = fc
    .record({ id, callId: fc.oneof(fc.string(), fc.string({ minLength: 60, maxLength: 80 })) })
    .map((ids) => [
      { type: 'function_call', id: ids.id, call_id: ids.callId, name: 'f', arguments: '{}' },
      { type: 'function_call_output', id: ids.id, call_id: ids.callId, output: '' },
    ])
  const reasoning = fc.record(
    { type: fc.constant('reasoning'), id, encrypted_content: fc.constantFrom(null, 'fake') },
    { requiredKeys: ['type'] },
  )
  const items = fc
    .array(
      fc.oneof(
        pair,
        message.map((item) => [item]),
        reasoning.map((item) => [item]),
      ),
    )
    .map((groups) => groups.flat())
  const request = fc.record(
    {
      model: fc.string(),
      input: fc.oneof(fc.string(), items),
      instructions: fc.oneof(fc.constant(null), fc.string()),
      include: fc.array(fc.string()),
      temperature: json,
      store: fc.boolean(),
      stream: fc.boolean(),
      tools: json,
      anything: json,
    },
    { requiredKeys: ['model', 'input'] },
  )

  test('keeps the rules, and says so only once', () => {
    fc.assert(
      fc.property(request, (given) => {
        const before = structuredClone(given)
        const { body, dropped } = normalizeRequest(given, 'codex')
        expect(given).toEqual(before)
        expect(body).toMatchObject({ store: false, stream: true })
        expect(body['instructions']).toMatch(/./)
        expect(body['include']).toContain(encrypted)
        expect(body).not.toHaveProperty('temperature')
        const sent = body['input'] as JsonObject[]
        const callIds = sent.flatMap((item) => ('call_id' in item ? [item['call_id']] : []))
        expect(sent.filter((item) => 'id' in item || item['role'] === 'system')).toEqual([])
        expect(callIds.filter((id) => !/^[A-Za-z0-9_-]{1,64}$/.test(String(id)))).toEqual([])
        const bare = sent.filter(
          ({ type, encrypted_content: text }) => type === 'reasoning' && text !== 'fake',
        )
        expect(bare).toEqual([])
        const again = normalizeRequest(body, 'codex')
        expect(again.body).toEqual(body)
        expect(again.dropped).toEqual([])
        const isText = typeof given.input === 'string' || !given.instructions
        const lost = isText ? 0 : before.input.length - sent.length
        const told = dropped.filter(({ field }) => field.startsWith('input['))
        expect(told.length).toBeGreaterThanOrEqual(lost)
      }),
    )
  })
})

test('each rule is what does it', () => {
  const { codex: rules } = requestRules
  const withIds = {
    input: [
      { ...user, id: 'msg_1' },
      { role: 'system', content: 'A' },
    ],
  }
  expect(codex(withIds, { ...rules, itemsAreKept: true }).body['input']).toMatchObject([
    { id: 'msg_1' },
    { role: 'developer' },
  ])
  expect(codex(withIds, { ...rules, systemRole: 'system' }).body['input']).toMatchObject([
    user,
    { role: 'system' },
  ])
})
