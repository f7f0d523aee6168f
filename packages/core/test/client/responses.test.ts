import tls from 'node:tls'
import { gzipSync } from 'node:zlib'
import {
  incompleteScenario,
  reasoningScenario,
  refusalScenario,
  textScenario,
  toolCallsScenario,
  type Chunking,
  type Fault,
  type FramingStyle,
  type Simulator,
} from '@via-codex/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResponseStream } from '../../src/events/response-stream.ts'
import { protocolVersion } from '../../src/protocol/endpoints.ts'
import type { ResponsesRequest } from '../../src/protocol/responses-request.ts'
import { connect } from '../support/connect.ts'
import { frame } from '../support/fake-body.ts'
import { expectNothingUnhandled, rejectionOf, thrownBy } from '../support/failures.ts'
import { createCertificate, serveHttp, type Certificate } from '../support/servers.ts'

expectNothingUnhandled()

const request: ResponsesRequest = { model: 'gpt-5.5', input: 'Hello' }

async function typesOf(stream: ResponseStream): Promise<string[]> {
  const types: string[] = []
  for await (const event of stream) types.push(event.type)
  return types
}

describe('what is sent', () => {
  test('is a request the strict backend takes, under our own name', async () => {
    const { client, simulator } = await connect({ originator: 'my-app' })
    simulator.scenario(textScenario('Hi.'))
    await client.responses.create({ ...request, reasoning: { effort: 'low' } })
    const { headers, body, method, path } = simulator.requests.last('responses')
    expect([method, path]).toEqual(['POST', '/backend-api/codex/responses'])
    expect(headers).toMatchObject({
      accept: 'text/event-stream',
      'content-type': 'application/json',
      version: protocolVersion,
      originator: 'my-app',
    })
    expect(JSON.stringify(headers)).not.toMatch(/codex_cli_rs|openai-beta/i)
    expect(body).toMatchObject({
      model: 'gpt-5.5',
      store: false,
      stream: true,
      reasoning: { effort: 'low' },
      include: ['reasoning.encrypted_content'],
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
    })
  })

  test.each<[string, unknown]>([
    ['model', {}],
    ['model', undefined],
    ['model', null],
    ['model', { model: '', input: 'Hello' }],
    ['model', { model: 7, input: 'Hello' }],
    ['input', { model: 'gpt-5.5' }],
    ['input', { model: 'gpt-5.5', input: { text: 'Hello' } }],
  ])('a request without %s is a TypeError, and nothing: %j', async (name, wrong) => {
    const { client, simulator } = await connect()
    const error = thrownBy(() => client.responses.stream(wrong as ResponsesRequest))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain(name)
    expect(await rejectionOf(client.responses.create(wrong as ResponsesRequest))).toBeInstanceOf(
      TypeError,
    )
    expect(simulator.requests.count()).toBe(0)
  })

  test('goes without what the backend refuses, and says so', async () => {
    const warned: unknown[] = []
    const logger = { warn: (...line: unknown[]) => void warned.push(line) }
    const { client, simulator } = await connect({ logger })
    const loose = { ...request, temperature: 0, max_output_tokens: 10 } as ResponsesRequest
    const stream = client.responses.stream(loose)
    expect(stream.warnings).toEqual([])
    await stream.final()
    const fields = stream.warnings.map(({ field }) => field)
    expect(fields).toEqual(['temperature', 'max_output_tokens'])
    expect(warned).toEqual([[expect.any(String), { dropped: stream.warnings }]])
    expect(simulator.requests.last('responses').body).not.toHaveProperty('temperature')
    const plain = client.responses.stream(request)
    await plain.final()
    expect([plain.warnings, warned.length]).toEqual([[], 1])
  })

  test('takes an answer back in as it came', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(reasoningScenario(['Thinking.'], 'Hello.'), textScenario('And again.'))
    const first = await client.responses.create(request)
    const question = { role: 'user' as const, content: 'Again' }
    const second = await client.responses.create({ ...request, input: [...first.output, question] })
    expect(second.output_text).toBe('And again.')
    expect(first.output[0]).toHaveProperty('id')
  })

  const circle: unknown[] = []
  circle.push(circle)
  test.each<[string, object, object]>([
    ['a circle', { input: [{ type: 'fake', circle }] }, { code: 'INVALID_REQUEST' }],
    ['NaN', { text: { fake: Number.NaN } }, { code: 'INVALID_REQUEST', param: 'text.fake' }],
    ['a BigInt', { tools: [1n] }, { code: 'INVALID_REQUEST' }],
    ['a reference', { input: [{ type: 'item_reference', id: 'msg_1' }] }, { param: 'input[0]' }],
    ['a stored response', { previous_response_id: 'resp_1' }, { code: 'UNSUPPORTED_BY_BACKEND' }],
  ])('is nothing when it holds %s', async (_about, wrong, expected) => {
    const { client, simulator } = await connect()
    const failed = client.responses.create({ ...request, ...wrong })
    expect(await rejectionOf(failed)).toMatchObject({ name: 'ApiError', ...expected })
    expect(simulator.requests.count('responses')).toBe(0)
  })

  const tool = (parameters: unknown) => ({ type: 'function', name: 'f', parameters })
  test.each<[string, object]>([
    ['a tool without a name', { tools: [{ type: 'function', parameters: {} }] }],
    ['nobody to answer', { input: [{ role: 'developer', content: 'A' }] }],
  ])('is judged by the backend when it holds %s', async (_about, wrong) => {
    const { client, simulator } = await connect()
    const failed = client.responses.create({ ...request, ...wrong })
    expect(await rejectionOf(failed)).toMatchObject({ code: 'INVALID_REQUEST', status: 400 })
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test.each<[string, () => object]>([
    ['half a character', () => ({ input: 'a\ud800b' })],
    ['an unknown hosted tool', () => ({ tools: [{ type: 'tool_of_tomorrow' }] })],
    [
      '10,000 tools',
      () => ({ tools: Array.from({ length: 10_000 }, () => tool({ type: 'object' })) }),
    ],
    [
      'a picture of 60 MB',
      () => {
        const image_url = `data:image/png;base64,${'A'.repeat(80_000_000)}`
        return { input: [{ role: 'user', content: [{ type: 'input_image', image_url }] }] }
      },
    ],
  ])('may hold %s', async (_about, more) => {
    const { client, simulator } = await connect({}, { keepBodies: false })
    simulator.scenario(textScenario('Seen.'))
    const response = await client.responses.create({ ...request, ...more() })
    expect(response.output_text).toBe('Seen.')
  })

  test('a stream that is never read is not', async () => {
    const { client, simulator } = await connect()
    client.responses.stream(request)
    await client.models.list()
    expect(simulator.requests.count('responses')).toBe(0)
  })
})

describe('what comes back', () => {
  test('is never inflated: nobody asked for it packed, and a bomb is small', async () => {
    const ended = frame({ type: 'response.completed', response: { id: 'resp_fake', output: [] } })
    const server = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(ended))
    })
    const endpoints = { chatgpt: server.url, auth: server.url }
    const { client } = await connect({ endpoints, workspaceRouting: 'never' })
    const failed = client.responses.create(request)
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'SERVER_ERROR',
      message: expect.stringContaining('gzip'),
      isRetryable: false,
    })
  })

  test('is rebuilt whole, though the end event is empty', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(reasoningScenario(['Thinking.'], 'Grüße 🦩'))
    const response = await client.responses.create({ ...request, reasoning: { summary: 'auto' } })
    expect(response).toMatchObject({
      status: 'completed',
      output_text: 'Grüße 🦩',
      output: [
        {
          type: 'reasoning',
          encrypted_content: expect.any(String),
          summary: [{ text: 'Thinking.' }],
        },
        { type: 'message' },
      ],
      usage: { total_tokens: expect.any(Number) },
    })
  })

  test.each([
    [
      'tool calls',
      toolCallsScenario([
        { name: 'a', arguments: {} },
        { name: 'b', arguments: {} },
      ]),
      { output: [{ name: 'a' }, { name: 'b' }] },
    ],
    [
      'a refusal',
      refusalScenario('No.'),
      { output_text: '', output: [{ content: [{ refusal: 'No.' }] }] },
    ],
    ['an early end', incompleteScenario('Once'), { status: 'incomplete', output_text: 'Once' }],
  ])('may be %s', async (_about, scenario, expected) => {
    const { client, simulator } = await connect()
    simulator.scenario(scenario)
    const tools = ['a', 'b'].map((name) => ({ type: 'function' as const, name, parameters: {} }))
    expect(await client.responses.create({ ...request, tools })).toMatchObject(expected)
  })

  test('tells limits and request id', async () => {
    const { client } = await connect()
    const stream = client.responses.stream(request)
    await typesOf(stream)
    expect(stream.rateLimits).toMatchObject({ primary: { usedPercent: 12.5 }, planType: 'plus' })
    expect(stream.requestId).toEqual(expect.any(String))
  })

  const cuts: Chunking[] = [{ bytes: 1 }, { bytes: 7 }, { events: 1 }]
  const styles: FramingStyle[] = [
    'comments',
    'crlf',
    'cr',
    'multi-line',
    'no-space',
    'bom',
    'no-event',
  ]
  test.each<Fault>([
    ...cuts.map((chunking) => ({ kind: 'chunking', chunking }) as const),
    ...styles.map((style) => ({ kind: 'framing', style }) as const),
    { kind: 'unknown-events' },
    { kind: 'giant-event', bytes: 3_000_000 },
    { kind: 'end-turn-false' },
  ])('is the same however it is written: %j', async (fault) => {
    const { client, simulator } = await connect()
    simulator.scenario(textScenario('Grüße 東京 🦩'))
    simulator.faults.add(fault)
    expect(await client.responses.create(request)).toMatchObject({ output_text: 'Grüße 東京 🦩' })
  })

  test('tells of a turn that the model has not ended', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'end-turn-false' })
    expect((await client.responses.create(request)).end_turn).toBe(false)
    expect(simulator.requests.count('responses')).toBe(1)
  })
})

describe.each([
  ['our own client', undefined],
  ['a fetch of your own', globalThis.fetch],
])('through %s', (_about, fetch) => {
  // Node 22's own fetch opens another connection at once in place of one that was aborted.
  const closed = async ({ requests }: Simulator) => {
    if (!fetch) await requests.connectionsClosed()
  }

  test('leaving the loop early closes the connection', async () => {
    const { client, simulator } = await connect({ fetch }, { paceMs: 20 })
    for await (const event of client.responses.stream(request))
      if (event.type === 'response.output_text.delta') break
    const { ended } = simulator.requests.last('responses')
    expect(await ended).toBe('aborted')
    await closed(simulator)
  })

  test('leaving it at the end event keeps the connection', async () => {
    const { client, simulator } = await connect({ fetch })
    for (let count = 0; count < 5; count++) {
      const stream = client.responses.stream(request)
      for await (const event of stream) if (event.type === 'response.completed') break
      expect(await stream.final()).toMatchObject({ status: 'completed' })
      await simulator.requests.last('responses').ended
    }
    expect(simulator.requests.aborted()).toEqual([])
  })

  test('an abort gives its reason and closes the connection', async () => {
    const { client, simulator } = await connect({ fetch })
    simulator.faults.add({ kind: 'stall', afterEvents: 3 })
    const controller = new AbortController()
    const stream = client.responses.stream(request, { signal: controller.signal })
    const types: string[] = []
    const reading = async () => {
      for await (const { type } of stream)
        if (types.push(type) === 3) controller.abort('fake reason')
    }
    expect(await rejectionOf(reading())).toBe('fake reason')
    expect(types).toHaveLength(3)
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
    await closed(simulator)
  })

  test('an abort before any answer gives its reason', async () => {
    const { client, simulator } = await connect({ fetch })
    simulator.faults.add({ kind: 'hang' })
    const controller = new AbortController()
    const failed = rejectionOf(client.responses.create(request, { signal: controller.signal }))
    await simulator.requests.arrival('responses')
    controller.abort(new Error('fake reason'))
    expect(await failed).toEqual(new Error('fake reason'))
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test.each<[Fault, object]>([
    [{ kind: 'drop-mid-stream' }, { code: 'STREAM_INTERRUPTED', partial: expect.any(Object) }],
    [{ kind: 'end-early' }, { code: 'STREAM_INTERRUPTED', partial: expect.any(Object) }],
    [{ kind: 'truncated-utf8' }, { code: 'STREAM_INTERRUPTED' }],
    [
      { kind: 'done-without-end' },
      { code: 'STREAM_INTERRUPTED', partial: { outputText: 'Grüße 🦩' } },
    ],
    [{ kind: 'malformed-event' }, { code: 'STREAM_MALFORMED' }],
    [
      { kind: 'response-failed', code: 'rate_limit_exceeded' },
      { code: 'RESPONSE_FAILED', responseCode: 'rate_limit_exceeded', isRetryable: true },
    ],
    [
      { kind: 'response-failed', code: 'invalid_prompt' },
      { responseCode: 'invalid_prompt', isRetryable: false },
    ],
    [
      { kind: 'response-failed', code: null },
      { code: 'RESPONSE_FAILED', isRetryable: true },
    ],
    [
      { kind: 'error-event', shape: 'flat', code: 'server_error' },
      { responseCode: 'server_error' },
    ],
    [
      { kind: 'error-event', shape: 'nested', code: 'server_error' },
      { responseCode: 'server_error' },
    ],
  ])('a stream that breaks is not sent again: %j', async (fault, expected) => {
    const { client, simulator } = await connect({ fetch })
    simulator.scenario(textScenario('Grüße 🦩'))
    simulator.faults.add(fault)
    const stream = client.responses.stream(request)
    const error = await rejectionOf(typesOf(stream))
    expect(stream.requestId).toEqual(expect.any(String))
    expect(error).toMatchObject({ name: 'StreamError', ...expected })
    expect(await rejectionOf(stream.final())).toBe(error)
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test('silence is a TIMEOUT', async () => {
    const { client, simulator } = await connect({ fetch, timeouts: { idleMs: 100 } })
    simulator.faults.add({ kind: 'stall' })
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'TIMEOUT',
      phase: 'idle',
      limitMs: 100,
    })
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
  })
})

describe('a request that fails before its answer begins', () => {
  test.each<[Fault, number]>([
    [{ kind: 'server-error', times: 2 }, 3],
    [{ kind: 'bad-gateway', times: 4 }, 5],
    [{ kind: 'unavailable', retryAfterSeconds: 0 }, 2],
    [{ kind: 'overloaded' }, 2],
    [{ kind: 'slow-down' }, 2],
    [{ kind: 'site-overloaded' }, 2],
    [{ kind: 'rate-limited', retryAfterSeconds: 0 }, 2],
    [{ kind: 'rate-limited', retryAfterSeconds: 0, asDate: true }, 2],
    [{ kind: 'drop' }, 2],
  ])('is sent again: %j', async (fault, requests) => {
    const { client, simulator } = await connect()
    simulator.faults.add(fault)
    expect(await client.responses.create(request)).toMatchObject({ status: 'completed' })
    expect(simulator.requests.count('responses')).toBe(requests)
  })

  test.each<[Fault, object]>([
    [{ kind: 'payment-required' }, { code: 'PLAN_NOT_ENTITLED', status: 402 }],
    [{ kind: 'forbidden' }, { code: 'FORBIDDEN', status: 403 }],
    [{ kind: 'cloudflare' }, { code: 'FORBIDDEN', hint: expect.any(String) }],
    [{ kind: 'not-found' }, { code: 'INVALID_REQUEST', status: 404 }],
    [{ kind: 'payload-too-large' }, { code: 'INVALID_REQUEST', status: 413 }],
    [
      { kind: 'usage-limit-reached', planType: 'pro', resetsInSeconds: 60 },
      {
        code: 'USAGE_LIMIT_REACHED',
        planType: 'pro',
        resetsAt: expect.any(Date),
        rateLimits: { primary: { usedPercent: 100 } },
      },
    ],
    [{ kind: 'usage-not-included' }, { code: 'PLAN_NOT_ENTITLED', status: 429 }],
    [{ kind: 'insufficient-quota' }, { code: 'USAGE_LIMIT_REACHED', status: 429 }],
    [
      { kind: 'rate-limited', retryAfterSeconds: 3_600 },
      { code: 'RATE_LIMITED', retryAfterMs: 3_600_000 },
    ],
    [{ kind: 'context-length-exceeded' }, { code: 'CONTEXT_WINDOW_EXCEEDED', param: 'input' }],
    [{ kind: 'invalid-prompt' }, { code: 'INVALID_REQUEST', serverCode: 'invalid_prompt' }],
    [{ kind: 'bad-request' }, { code: 'INVALID_REQUEST', status: 400 }],
  ])('is not sent again: %j', async (fault, expected) => {
    const { client, simulator } = await connect()
    simulator.faults.add(fault)
    const error = await rejectionOf(client.responses.create(request))
    expect(error).toMatchObject({ name: 'ApiError', ...expected })
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test('is given up after the tries allowed', async () => {
    const { client, simulator } = await connect({ retry: { maxAttempts: 3 } })
    simulator.faults.add({ kind: 'server-error', times: Infinity })
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'SERVER_ERROR',
    })
    expect(simulator.requests.count('responses')).toBe(3)
  })

  test('and never answers is a TIMEOUT, and is sent again', async () => {
    const { client, simulator } = await connect({ timeouts: { headersMs: 100 } })
    simulator.faults.add({ kind: 'hang' })
    expect(await client.responses.create(request)).toMatchObject({ status: 'completed' })
    expect(simulator.requests.count('responses')).toBe(2)
  })
})

describe('over TLS', () => {
  let certificate: Certificate
  const before = tls.getCACertificates('default')
  beforeAll(async () => {
    certificate = await createCertificate()
    tls.setDefaultCACertificates([certificate.cert])
  })
  afterAll(() => tls.setDefaultCACertificates(before))

  test('everything goes over one HTTP/2 connection', async () => {
    const { client, simulator } = await connect({}, { tls: certificate })
    await client.models.list()
    await client.responses.create(request)
    await Promise.all([1, 2, 3].map(() => client.responses.create(request)))
    expect(new Set(simulator.requests.all().map((sent) => sent.httpVersion))).toEqual(
      new Set(['2.0']),
    )
    expect(simulator.requests.connections).toBe(1)
  })

  test('leaving the loop early ends the stream, not the connection', async () => {
    const { client, simulator } = await connect({}, { tls: certificate })
    // It would take minutes to its end.
    simulator.scenario(textScenario('one two three four', { paceMs: 60_000 }))
    for await (const event of client.responses.stream(request))
      if (event.type === 'response.output_text.delta') break
    await simulator.requests.last('responses').ended
    await client.models.list()
    expect(simulator.requests.connections).toBe(1)
  })

  test('a stream cut short is an interruption', async () => {
    const { client, simulator } = await connect({}, { tls: certificate })
    simulator.faults.add({ kind: 'drop-mid-stream' })
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'STREAM_INTERRUPTED',
    })
  })
})

test.for([true, false])('a closed client fails at once (used before: %s)', async (isUsed) => {
  const { client, simulator } = await connect()
  if (isUsed) await client.models.list()
  await client.close()
  expect(await rejectionOf(client.responses.create(request))).toMatchObject({
    code: 'CONNECTION_FAILED',
    message: 'The client is closed.',
    isRetryable: false,
  })
  await expect(client.login.status()).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  expect(simulator.requests.count('responses')).toBe(0)
})
