import type { Fault, SimulatorOptions } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import {
  assertServable,
  createCodexClient,
  createCodexFetch,
  siwc,
  type CodexClientOptions,
} from '../../src/index.ts'
import { connectSimulator } from '../../../../tools/connect-simulator.ts'
import { rejectionOf } from '../support/failures.ts'

const request = { model: 'gpt-5.5', input: 'Hello!' }

/** A client of someone who has signed in; it ends with the test. */
async function signedIn(more: CodexClientOptions = {}, simulatorOptions: SimulatorOptions = {}) {
  const world = await connectSimulator('siwc', () => client.close(), simulatorOptions)
  const client = createCodexClient({
    ...world.options,
    cacheFolder: false,
    retry: { baseDelayMs: 1 },
    ...more,
  })
  return { ...world, client }
}

/** What the same question fails with, fault after fault. */
async function askEach(faults: Fault[]): Promise<unknown[]> {
  const world = await signedIn({ retry: { maxAttempts: 1 } })
  const { client } = world
  const errors: unknown[] = []
  for (const fault of faults) {
    world.simulator.faults.clear()
    world.simulator.faults.add(fault)
    errors.push(await rejectionOf(client.responses.create(request)))
  }
  return errors
}

async function ask(fault: Fault): Promise<unknown> {
  const [error] = await askEach([fault])
  return error
}

const sharing = 'subscription_sharing'
const manage = 'https://chatgpt.com/settings/usage'
const rows: [
  serverCode: string,
  code: string,
  status: number,
  isRetryable: boolean,
  hint: string,
][] = [
  [`${sharing}_user_not_eligible`, 'PLAN_NOT_ENTITLED', 403, false, 'another credential'],
  [`${sharing}_v2_user_not_eligible`, 'PLAN_NOT_ENTITLED', 403, false, 'another credential'],
  [`${sharing}_usage_limit_exceeded`, 'USAGE_LIMIT_REACHED', 429, false, manage],
  [
    `${sharing}_workplace_individual_usage_limit_exceeded`,
    'USAGE_LIMIT_REACHED',
    429,
    false,
    'https://admin.openai.com',
  ],
  [`${sharing}_usage_unavailable`, 'SERVER_ERROR', 503, true, 'in a moment'],
  [`${sharing}_user_unavailable`, 'SERVER_ERROR', 503, true, 'in a moment'],
  [`${sharing}_v2_user_unavailable`, 'SERVER_ERROR', 503, true, 'in a moment'],
  [`${sharing}_unsupported_capability`, 'UNSUPPORTED_BY_BACKEND', 400, false, 'Leave out'],
  [`${sharing}_route_not_supported`, 'UNSUPPORTED_BY_BACKEND', 403, false, 'models and responses'],
  [`${sharing}_v2_route_not_supported`, 'UNSUPPORTED_BY_BACKEND', 403, false, 'only'],
  [`${sharing}_v2_client_not_enabled`, 'FORBIDDEN', 403, false, 'another credential'],
  ['chatpass_v2_scope_not_authorized', 'FORBIDDEN', 403, false, '--consent'],
  ['chatpass_v2_invalid_authorization_context', 'FORBIDDEN', 403, false, '--consent'],
  ['model_not_found', 'MODEL_NOT_FOUND', 404, false, 'Use one of: '],
]

test.each(rows)('%s is %s', async (serverCode, code, status, isRetryable, hint) => {
  const fault = { kind: 'subscription-sharing', code: serverCode, param: 'tools' } as const
  const errors = await askEach([
    { ...fault, shape: 'envelope' },
    { ...fault, shape: 'detail' },
  ])
  for (const error of errors as Error[]) {
    expect(error).toMatchObject({ code, status, isRetryable, serverCode, param: 'tools' })
    expect(error).toMatchObject({ hint: expect.stringContaining(hint) })
    expect(error).toMatchObject({ requestId: 'req_fake_refused' })
    // The server's own words quote the request.
    expect(JSON.stringify([error.message, error])).not.toContain('quoted prompt')
  }
})

test.each<[string, Fault, object]>([
  ['401', { kind: 'unauthorized', times: 3 }, { code: 'UNAUTHORIZED', status: 401 }],
  [
    'the code for it',
    { kind: 'subscription-sharing', code: `${sharing}_invalid_user`, times: 3 },
    { code: 'UNAUTHORIZED', serverCode: `${sharing}_invalid_user`, requestId: expect.any(String) },
  ],
  ['403', { kind: 'forbidden' }, { code: 'FORBIDDEN', isRetryable: false }],
  ['503', { kind: 'routing-unavailable' }, { code: 'SERVER_ERROR', isRetryable: true }],
  ['422', { kind: 'validation-error' }, { code: 'INVALID_REQUEST', param: 'input.0' }],
  ['HTML', { kind: 'bad-gateway' }, { code: 'SERVER_ERROR', isRetryable: true }],
])('admission: %s', async (_name, fault, expected) => {
  const error = (await ask(fault)) as { hint?: string }
  expect(error).toMatchObject(expected)
  expect(String(error.hint)).not.toContain('`codex login`')
})

describe('mid-stream', () => {
  test.each<[Fault, object]>([
    [
      {
        kind: 'response-failed',
        code: `${sharing}_usage_limit_exceeded`,
        message: 'quoted prompt',
      },
      { isRetryable: false, hint: expect.stringContaining(manage) },
    ],
    [
      { kind: 'response-failed', code: `${sharing}_usage_unavailable`, message: 'quoted prompt' },
      { isRetryable: true },
    ],
    [
      { kind: 'error-event', shape: 'flat', code: 'unsupported_value', message: 'quoted prompt' },
      { isRetryable: false },
    ],
    [
      { kind: 'error-event', code: 'server_error', message: 'quoted prompt' },
      { isRetryable: true },
    ],
  ])('%j', async (fault, expected) => {
    const error = (await ask(fault)) as Error
    expect(error).toMatchObject({
      code: 'RESPONSE_FAILED',
      responseCode: (fault as { code: string }).code,
      ...expected,
    })
    expect(error.message).not.toContain('quoted prompt')
  })

  test.each<Fault>([{ kind: 'end-early' }, { kind: 'done-without-end' }])('%j', async (fault) => {
    await expect(ask(fault)).resolves.toMatchObject({ code: 'STREAM_INTERRUPTED' })
  })

  test('a stream that does not say what it is, cut anywhere, is read all the same', async () => {
    const { client } = await signedIn(
      {},
      {
        chunking: { bytes: 7 },
        faults: [{ kind: 'no-content-type' }, { kind: 'framing', style: 'crlf' }],
      },
    )
    const response = await client.responses.create(request)
    expect(response.output_text).not.toBe('')
  })
})

describe('the dialect', () => {
  test('leaves out and tells what is refused, and sends what is needed', async () => {
    const world = await signedIn()
    const stream = world.client.responses.stream({
      model: 'gpt-5.5',
      input: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Hello!' },
      ],
      temperature: 1,
      max_output_tokens: 10,
      metadata: { a: 'b' },
      truncation: 'auto',
      user: 'x',
      store: true,
    } as never)
    await stream.final()
    expect(stream.warnings.map(({ field }) => field)).toEqual([
      'temperature',
      'max_output_tokens',
      'metadata',
      'truncation',
      'user',
      'store',
    ])
    expect(world.simulator.requests.last('responses').body).toEqual({
      model: 'gpt-5.5',
      input: [
        expect.objectContaining({ role: 'developer' }),
        expect.objectContaining({ role: 'user' }),
      ],
      include: ['reasoning.encrypted_content'],
      store: false,
      stream: true,
    })
  })

  test.each<[object, string]>([
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ prompt: { id: 'p' } }, 'prompt'],
    [{ multi_agent: {} }, 'multi_agent'],
    [{ background: true }, 'background'],
    [{ tools: [{ type: 'image_generation' }] }, 'tools[0]'],
    [{ tools: [{ type: 'mcp' }] }, 'tools[0]'],
    [{ input: [{ type: 'compaction_trigger' }] }, 'input[0]'],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, 'input[0]'],
  ])('%j is refused before it is sent', async (more, param) => {
    const world = await signedIn()
    await expect(
      rejectionOf(world.client.responses.create({ ...request, ...more })),
    ).resolves.toMatchObject({ code: 'UNSUPPORTED_BY_BACKEND', param })
    expect(world.simulator.requests.count('responses')).toBe(0)
  })

  const tools = [
    { type: 'function', name: 'weather', description: 'Weather of a town', parameters: {} },
  ] as never

  test.each([
    ['gpt-5.5', 1],
    ['gpt-6-sol', 1],
  ])('%s gets its functions as it takes them, call after call', async (model, attempts) => {
    const world = await signedIn()
    const client = world.client
    const question = { type: 'message', role: 'user', content: 'The weather of the town?' } as never
    const first = await client.responses.create({ model, tools, input: [question] })
    expect(world.simulator.requests.count('responses')).toBe(attempts)
    const call = first.output.find(({ type }) => type === 'function_call') as { call_id: string }
    const output = { type: 'function_call_output', call_id: call.call_id, output: 'rain' } as never
    const second = await client.responses.create({
      model,
      tools,
      input: [question, ...first.output, output] as never,
    })
    expect(second.output_text).toContain('rain')
  })

  test('an encoding that a model does not take leads to the next, which is remembered', async () => {
    const world = await signedIn()
    const client = world.client
    const refusal: Fault = {
      kind: 'subscription-sharing',
      code: `${sharing}_unsupported_capability`,
      param: 'tools',
    }
    world.simulator.faults.add({ ...refusal, times: 1 })
    await client.responses.create({ model: 'gpt-6-luna', tools, input: 'The weather?' })
    const shapes = world.simulator.requests
      .to('responses')
      .map(({ body }) => Object.keys(body as object).includes('tools'))
    expect(shapes).toEqual([false, true])
    const { body } = world.simulator.requests.last('responses')
    expect(body).toMatchObject({ tools: [{ type: 'namespace', tools: [{ name: 'weather' }] }] })
    await client.responses.create({ model: 'gpt-6-luna', tools, input: 'The weather?' })
    expect(world.simulator.requests.count('responses')).toBe(3)
    world.simulator.faults.add({ ...refusal, times: 3 })
    await expect(
      rejectionOf(client.responses.create({ model: 'gpt-6-luna', tools, input: 'Weather?' })),
    ).resolves.toMatchObject({ code: 'UNSUPPORTED_BY_BACKEND', param: 'tools' })
  })

  test('through fetch: the same rules, refusals and words', async () => {
    const world = await signedIn()
    const codexFetch = createCodexFetch(world.options)
    const post = async (path: string, body: object) => {
      const response = await codexFetch(`https://api.openai.com/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return [response.status, await response.text()] as const
    }
    const [status] = await post('responses', {
      ...request,
      model: 'gpt-6-luna',
      temperature: 1,
      tools,
    })
    expect(status).toBe(200)
    world.simulator.faults.add(
      { kind: 'subscription-sharing' },
      {
        kind: 'response-failed',
        code: `${sharing}_usage_limit_exceeded`,
        message: 'quoted prompt',
      },
    )
    for (const at of [1, 2]) {
      const [limited, text] = await post('responses', request)
      expect(`${at}: ${limited}`).toBe(`${at}: 429`)
      expect(text).toContain('insufficient_quota')
      expect(text).toContain(manage)
      expect(text).not.toContain('quoted prompt')
    }
    await codexFetch.close()
  })

  test('models, no usage, no pictures', async () => {
    const world = await signedIn()
    const client = world.client
    const models = await client.models.list()
    expect(models.map(({ id }) => id)).toContain('gpt-6-sol')
    await expect(rejectionOf(client.usage())).resolves.toMatchObject({
      code: 'UNSUPPORTED_BY_BACKEND',
      hint: expect.stringContaining(manage),
    })
    await expect(
      rejectionOf(client.images.generate({ prompt: 'A pelican' })),
    ).resolves.toMatchObject({ code: 'UNSUPPORTED_BY_BACKEND', status: 403 })
  })
})

test('it is not served to other programs', () => {
  const credential = siwc({ agentName: 'my-app' })
  expect(() => assertServable(credential)).toThrow(/other programs/)
  expect(() => assertServable(undefined)).not.toThrow()
  expect(() => assertServable({ apiKey: 'sk-fake' })).not.toThrow()
  expect(() => createCodexClient({ credential })).not.toThrow()
})
