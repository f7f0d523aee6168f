import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createCodexHome,
  startSimulator,
  textScenario,
  toolCallsScenario,
  type Fault,
  type LoggedRequest,
  type SimulatorOptions,
} from '@via-codex/simulator'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Conversation } from '../../../src/agent/conversation.ts'
import type { CodexClientOptions } from '../../../src/client/client-options.ts'
import { createCodexClient } from '../../../src/client/codex-client.ts'
import { createTransport } from '../../../src/transport/create-transport.ts'
import { overWebSocket } from '../../../src/transport/websocket/over-websocket.ts'
import type { InputItem, ResponsesRequest } from '../../../src/protocol/responses-request.ts'
import { connect } from '../../support/connect.ts'
import { expectNothingUnhandled, rejectionOf, thrownBy } from '../../support/failures.ts'
import { startRouter } from '../../support/router.ts'
import { startTunnel } from '../../support/tunnel.ts'
import { createCertificate, type Certificate } from '../../support/servers.ts'

expectNothingUnhandled()

const request: ResponsesRequest = { model: 'gpt-5.5', input: 'Hello' }
const named = { conversationId: 'talk' }
const user = (text: string): InputItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
})

function connectSocket(options: CodexClientOptions = {}, simulator: SimulatorOptions = {}) {
  return connect({ transport: 'websocket', ...options }, simulator)
}

const ways = (requests: readonly LoggedRequest[]) => requests.map(({ method }) => method)
const bodyOf = ({ body }: LoggedRequest) => body as { [key: string]: unknown; input: unknown[] }

describe('a conversation', () => {
  test('takes one connection, and sends only what is new', async () => {
    const { client, simulator } = await connectSocket()
    simulator.scenario(
      toolCallsScenario([{ name: 'look', arguments: {}, callId: 'call_1' }]),
      textScenario('Grüße 🦩'),
      textScenario('Once more.'),
    )
    const tools = [{ type: 'function' as const, name: 'look', parameters: {} }]
    const input: InputItem[] = [user('Look.')]
    const ask = async (...added: InputItem[]) => {
      input.push(...added)
      const response = await client.responses.create({ ...request, tools, input }, named)
      input.push(...response.output)
      return response.output_text
    }
    await ask()
    const output = { type: 'function_call_output' as const, call_id: 'call_1', output: 'seen' }
    expect(await ask(output)).toBe('Grüße 🦩')
    expect(await ask(user('Again?'))).toBe('Once more.')
    const frames = simulator.requests.to('responses')
    expect(ways(frames)).toEqual(['FRAME', 'FRAME', 'FRAME'])
    expect(frames.map((frame) => bodyOf(frame).input.length)).toEqual([1, 1, 1])
    expect(frames.map((frame) => typeof bodyOf(frame)['previous_response_id'])).toEqual([
      'undefined',
      'string',
      'string',
    ])
    expect(simulator.requests.count('upgrade')).toBe(1)
    expect(simulator.requests.last('upgrade').headers).toMatchObject({
      'openai-beta': 'responses_websockets=2026-02-06',
      'session-id': 'talk',
      originator: 'via-codex',
    })
  })

  test('kept by a Conversation goes on the same way', async () => {
    const { client, simulator } = await connectSocket()
    const talk = new Conversation(client)
    for (const input of ['My name is Ada.', 'What is my name?', 'Thank you.'])
      await talk.create({ model: 'gpt-5.5', input, reasoning: { summary: 'auto' } })
    const frames = simulator.requests.to('responses').map(bodyOf)
    expect(frames.map(({ input }) => input.length)).toEqual([1, 1, 1])
    expect(simulator.requests.count('upgrade')).toBe(1)
  })

  test('that was changed on the way is sent whole', async () => {
    const { client, simulator } = await connectSocket()
    await client.responses.create({ ...request, input: [user('a')] }, named)
    await client.responses.create({ ...request, input: [user('b'), user('c')] }, named)
    const second = bodyOf(simulator.requests.last('responses'))
    expect(second).not.toHaveProperty('previous_response_id')
    expect(second.input).toHaveLength(2)
    expect(simulator.requests.count('upgrade')).toBe(1)
  })

  test('has a connection of its own, and one more for each question asked beside another', async () => {
    const { client, simulator } = await connectSocket({}, { paceMs: 10 })
    const ask = (conversationId?: string) => client.responses.create(request, { conversationId })
    await Promise.all([ask('a'), ask('a'), ask('b'), ask()])
    expect(simulator.requests.count('upgrade')).toBe(4)
    await simulator.requests.connectionsClosed(2)
    await ask('a')
    await ask('b')
    expect(simulator.requests.count('upgrade')).toBe(4)
    await client.close()
    await simulator.requests.connectionsClosed()
  })

  test('tells what the plan has left, and the id of the request', async () => {
    const { client } = await connectSocket()
    const stream = client.responses.stream(request, named)
    await stream.final()
    expect(stream.rateLimits).toMatchObject({
      primary: { usedPercent: 12.5, windowMinutes: 300, resetsAt: expect.any(Date) },
      planType: expect.any(String),
    })
    expect(stream.requestId).toMatch(/^req_fake_/)
  })

  test('is over when its reader leaves, and the next question opens another', async () => {
    const { client, simulator } = await connectSocket({}, { paceMs: 20 })
    for await (const event of client.responses.stream(request, named))
      if (event.type === 'response.output_text.delta') break
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
    await simulator.requests.connectionsClosed()
    expect(await client.responses.create(request, named)).toMatchObject({ status: 'completed' })
    expect(simulator.requests.count('upgrade')).toBe(2)
  })

  test.each<[string, Fault]>([
    ['before the answer', { kind: 'hang' }],
    ['within the answer', { kind: 'stall', afterEvents: 3 }],
  ])('an abort %s gives its reason and closes the connection', async (_about, fault) => {
    const { client, simulator } = await connectSocket()
    simulator.faults.add(fault)
    const controller = new AbortController()
    const { signal } = controller
    const failed = rejectionOf(client.responses.create(request, { ...named, signal }))
    await simulator.requests.arrival('responses')
    setTimeout(() => controller.abort('fake reason'), 20)
    expect(await failed).toBe('fake reason')
    await simulator.requests.connectionsClosed()
    expect(simulator.requests.count('responses')).toBe(1)
  })
})

describe('the same errors as over HTTP', () => {
  test.each<[Fault, object, number]>([
    [
      { kind: 'usage-limit-reached', planType: 'pro' },
      {
        code: 'USAGE_LIMIT_REACHED',
        planType: 'pro',
        rateLimits: { primary: { usedPercent: 100 } },
      },
      1,
    ],
    [{ kind: 'usage-limit-reached', on: 'upgrade' }, { code: 'USAGE_LIMIT_REACHED' }, 0],
    [
      { kind: 'rate-limited', retryAfterSeconds: 3_600 },
      { code: 'RATE_LIMITED', retryAfterMs: 3_600_000 },
      1,
    ],
    [{ kind: 'context-length-exceeded' }, { code: 'CONTEXT_WINDOW_EXCEEDED', param: 'input' }, 1],
    [{ kind: 'server-error', times: 3 }, { code: 'SERVER_ERROR' }, 3],
    [{ kind: 'overloaded', times: 3 }, { code: 'OVERLOADED', status: 503 }, 3],
    [{ kind: 'drop-mid-stream' }, { code: 'STREAM_INTERRUPTED', partial: expect.any(Object) }, 1],
    [{ kind: 'close-socket', afterEvents: 3 }, { code: 'STREAM_INTERRUPTED' }, 1],
    [{ kind: 'end-early' }, { code: 'STREAM_INTERRUPTED' }, 1],
    [{ kind: 'malformed-event' }, { code: 'STREAM_MALFORMED' }, 1],
    [
      { kind: 'response-failed', code: 'slow_down' },
      { code: 'RESPONSE_FAILED', responseCode: 'slow_down' },
      1,
    ],
    [
      { kind: 'error-event', afterEvents: 0 },
      { code: 'RESPONSE_FAILED', responseCode: 'server_error' },
      1,
    ],
    [{ kind: 'stall' }, { code: 'TIMEOUT', phase: 'idle' }, 1],
  ])('%j', async (fault, expected, frames) => {
    const { client, simulator } = await connectSocket({
      retry: { maxAttempts: 3 },
      timeouts: { idleMs: 200 },
    })
    simulator.faults.add(fault)
    expect(await rejectionOf(client.responses.create(request, named))).toMatchObject(expected)
    expect(ways(simulator.requests.to('responses'))).toEqual(Array(frames).fill('FRAME'))
  })

  test.each<Fault>([{ kind: 'unauthorized' }, { kind: 'unauthorized', on: 'upgrade' }])(
    'a 401 is recovered from: %j',
    async (fault) => {
      const { client, simulator } = await connectSocket()
      simulator.faults.add({ ...fault, times: 2 })
      expect(await client.responses.create(request, named)).toMatchObject({ status: 'completed' })
      expect(simulator.authority.counts.refreshes).toBe(1)
      expect(new Set(simulator.requests.bearers('upgrade')).size).toBe(2)
    },
  )
})

describe('a connection that is old', () => {
  test.each<[string, Fault]>([
    ['has reached its limit', { kind: 'connection-limit' }],
    ['was closed as it was asked', { kind: 'close-socket' }],
    ['was dropped', { kind: 'drop' }],
    [
      'has forgotten',
      { kind: 'answer', status: 400, body: { error: { code: 'previous_response_not_found' } } },
    ],
  ])('and %s is replaced, and the whole conversation sent', async (_about, fault) => {
    const { client, simulator } = await connectSocket()
    const input: InputItem[] = [user('a')]
    const first = await client.responses.create({ ...request, input }, named)
    simulator.faults.add(fault)
    const whole = [...input, ...first.output, user('b')]
    await client.responses.create({ ...request, input: whole }, named)
    const frames = simulator.requests.to('responses')
    expect(frames.map((frame) => bodyOf(frame).input.length)).toEqual([1, 1, whole.length])
    expect(ways(frames)).toEqual(['FRAME', 'FRAME', 'FRAME'])
    expect(simulator.requests.count('upgrade')).toBe(2)
  })
})

test('a connection that died in silence is found and replaced, one that thinks is not', async () => {
  const simulator = await startSimulator({ paceMs: 0, faults: [{ kind: 'delay', ms: 250 }] })
  const router = await startRouter(Number(new URL(simulator.url).port))
  const login = simulator.authority.issue()
  const timeouts = { connectMs: 0, headersMs: 0, idleMs: 0, totalMs: 0 }
  const transport = createTransport({ timeouts, env: {} })
  onTestFinished(async () => {
    await transport.close()
    await simulator.close()
  })
  const toReplayed = (item: unknown) => item
  const options = { mode: 'auto', timeouts, logger: {}, toReplayed, pingMs: 30 } as const
  const exchange = overWebSocket(transport.upgrade, options)(transport.exchange)
  const ask = async () => {
    const response = await exchange(`http://127.0.0.1:${router.port}/backend-api/codex/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${login.accessToken}` },
      body: JSON.stringify({
        ...request,
        instructions: 'x',
        input: [user('a')],
        stream: true,
        store: false,
      }),
      conversation: 'talk',
      redirect: 'manual',
    })
    expect(await response.text()).toContain('response.completed')
  }
  await ask()
  router.forget()
  await ask()
  expect(ways(simulator.requests.to('responses'))).toEqual(['FRAME', 'FRAME'])
  expect(simulator.requests.count('upgrade')).toBe(2)
})

describe('where no WebSocket works, HTTP does', () => {
  test.each<[string, Fault, string[]]>([
    ['426', { kind: 'upgrade-required' }, ['POST', 'POST']],
    ['403', { kind: 'forbidden', on: 'upgrade' }, ['POST', 'POST']],
    ['404', { kind: 'not-found', on: 'upgrade' }, ['POST', 'POST']],
    ['500', { kind: 'server-error', on: 'upgrade' }, ['POST', 'POST']],
    ['a drop', { kind: 'drop', on: 'upgrade' }, ['POST', 'POST']],
    ['a close before the answer', { kind: 'close-socket' }, ['FRAME', 'POST', 'POST']],
    ['a limit at once', { kind: 'connection-limit' }, ['FRAME', 'POST', 'POST']],
    ['too much for a frame', { kind: 'close-socket', code: 1009 }, ['FRAME', 'POST', 'FRAME']],
  ])('%s', async (_about, fault, expected) => {
    const { client, simulator } = await connectSocket()
    simulator.faults.add(fault)
    for (let count = 0; count < 2; count++)
      expect(await client.responses.create(request, named)).toMatchObject({ status: 'completed' })
    const requests = simulator.requests.to('responses')
    expect(ways(requests)).toEqual(expected)
    expect(simulator.requests.count('upgrade')).toBeLessThanOrEqual(2)
    for (const posted of requests.filter(({ method }) => method === 'POST'))
      expect(posted.body).not.toHaveProperty('type')
  })

  test('a request of 16 MiB', async () => {
    const { client, simulator } = await connectSocket({}, { scenario: textScenario('Hi.') })
    const input = 'x'.repeat(16 * 1024 * 1024)
    await client.responses.create({ ...request, input }, named)
    await client.responses.create(request, named)
    expect(ways(simulator.requests.to('responses'))).toEqual(['POST', 'FRAME'])
  })
})

describe('which way is taken', () => {
  test.each<[CodexClientOptions['transport'], object, string]>([
    [undefined, named, 'POST'],
    ['sse', named, 'POST'],
    ['auto', named, 'FRAME'],
    ['auto', {}, 'POST'],
    ['websocket', {}, 'FRAME'],
  ])('%s with %j: %s', async (transport, options, way) => {
    const { client, simulator } = await connect({ transport })
    await client.responses.create(request, options)
    expect(simulator.requests.last('responses').method).toBe(way)
  })

  test('an API key goes over HTTP', async () => {
    const { simulator } = await connect()
    const credential = { apiKey: simulator.authority.issueApiKey() }
    const { endpoints } = simulator
    await using platform = createCodexClient({ credential, endpoints, transport: 'websocket' })
    await platform.responses.create(request, named)
    expect(simulator.requests.last('responses').method).toBe('POST')
  })

  test('a fetch opens no WebSocket', async () => {
    const { fetch } = globalThis
    expect(thrownBy(() => createCodexClient({ fetch, transport: 'websocket' }))).toBeInstanceOf(
      TypeError,
    )
    const { client, simulator } = await connect({ fetch, transport: 'auto' })
    await client.responses.create(request, named)
    expect(simulator.requests.last('responses').method).toBe('POST')
  })

  test.each(['', 'ws', 7])('%j is none', (transport) => {
    const wrong = { transport } as CodexClientOptions
    expect(thrownBy(() => createCodexClient(wrong))).toBeInstanceOf(TypeError)
  })
})

describe('over TLS', () => {
  let certificate: Certificate
  let folder: string
  let file: string
  beforeAll(async () => {
    certificate = await createCertificate('chatgpt.fake.example')
    folder = await mkdtemp(join(tmpdir(), 'via-codex-ca-'))
    file = join(folder, 'ca.pem')
    await writeFile(file, certificate.cert)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function ask(env: NodeJS.ProcessEnv, chatgpt?: string) {
    const simulator = await startSimulator({ tls: certificate, paceMs: 0 })
    const home = await createCodexHome(simulator)
    const endpoints = { ...simulator.endpoints, ...(chatgpt && { chatgpt }) }
    const tunnel = await startTunnel(Number(new URL(simulator.url).port))
    const codex = createCodexClient({
      codexHome: home.path,
      endpoints,
      env: { CODEX_CA_CERTIFICATE: file, HTTPS_PROXY: tunnel.url, ...env },
      transport: 'websocket',
      retry: { maxAttempts: 1 },
    })
    onTestFinished(async () => {
      await codex.close()
      await simulator.close()
      await home.dispose()
    })
    await codex.responses.create(request, named)
    return { asked: tunnel.asked, ways: ways(simulator.requests.to('responses')) }
  }

  test('an authority of your own is trusted', async () => {
    expect(await ask({})).toEqual({ asked: [], ways: ['FRAME'] })
  })

  test('an unknown one is not, and HTTP trusts it no more', async () => {
    expect(await rejectionOf(ask({ CODEX_CA_CERTIFICATE: '' }))).toMatchObject({
      code: 'CONNECTION_FAILED',
      isRetryable: false,
    })
  })

  test('a proxy carries it', async () => {
    expect(await ask({}, 'https://chatgpt.fake.example/backend-api')).toEqual({
      asked: ['chatgpt.fake.example:443'],
      ways: ['FRAME'],
    })
  })
})
