import { once } from 'node:events'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  textScenario,
  type Fault,
  type IssuedLogin,
  type JsonObject,
  type Simulator,
} from '../../src/index.ts'
import { codexBody, loginHeaders, textOf, user } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

const BETA = { 'openai-beta': 'responses_websockets=2026-02-06' }
const sockets: WebSocket[] = []
afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()))

function dial(
  simulator: Simulator,
  login: IssuedLogin = simulator.authority.issue(),
  headers: Record<string, string> = BETA,
): WebSocket {
  const url = `${simulator.endpoints.chatgpt}/codex/responses`.replace('http', 'ws')
  const all = { ...loginHeaders(login), ...headers }
  const socket = new WebSocket(url, { headers: all, rejectUnauthorized: false })
  socket.on('error', () => undefined)
  sockets.push(socket)
  return socket
}

async function open(simulator: Simulator): Promise<WebSocket> {
  const socket = dial(simulator)
  await once(socket, 'open')
  return socket
}

/** Sends one frame and gathers events up to an end, an error or the close. */
async function ask(socket: WebSocket, frame: JsonObject | string | Buffer): Promise<JsonObject[]> {
  const events: JsonObject[] = []
  const done = new Promise<void>((resolve) => {
    const onMessage = (data: Buffer) => {
      const event = JSON.parse(data.toString()) as JsonObject
      events.push(event)
      if (/^(error|response\.(completed|incomplete|failed))$/.test(String(event['type']))) {
        socket.off('message', onMessage)
        resolve()
      }
    }
    socket.on('message', onMessage)
    socket.once('close', (code) => {
      events.push({ type: 'closed', code })
      resolve()
    })
  })
  const isRaw = typeof frame === 'string' || Buffer.isBuffer(frame)
  socket.send(isRaw ? frame : JSON.stringify(frame))
  await done
  return events
}

const create = (more: JsonObject = {}) => ({ type: 'response.create', ...codexBody(more) })
const idOf = (events: JsonObject[]) =>
  (events.at(-1) as { response: JsonObject } | undefined)?.response['id']

describe('a WebSocket', () => {
  test('answers in the events of an event stream, one response after the other', async () => {
    const simulator = await simulate()
    simulator.scenario(textScenario('Grüße'), textScenario('again'))
    const socket = await open(simulator)
    const first = await ask(socket, create())
    expect(textOf(first)).toBe('Grüße')
    expect(first[0]).toMatchObject({ type: 'codex.rate_limits', rate_limits: expect.anything() })
    expect(textOf(await ask(socket, create()))).toBe('again')
    const [one, two] = simulator.requests.to('responses')
    expect(one).toMatchObject({ method: 'FRAME', status: 200, connection: two?.connection })
    expect(await two?.ended).toBe('answered')
    expect(simulator.requests.last('upgrade')).toMatchObject({ status: 101, method: 'GET' })
  })

  test('goes on from the response before, and from no other', async () => {
    const simulator = await simulate()
    simulator.scenario(textScenario('one'), ({ body }) =>
      textScenario(String((body['input'] as unknown[]).length)),
    )
    const socket = await open(simulator)
    const previous_response_id = idOf(await ask(socket, create()))
    const next = create({ previous_response_id, input: [user('And?')] })
    expect(textOf(await ask(socket, next))).toBe('3')
    for (const asking of [socket, await open(simulator)]) {
      expect((await ask(asking, next)).at(-1)).toMatchObject({
        type: 'error',
        status: 400,
        error: { code: 'previous_response_not_found' },
      })
    }
  })

  test('warms up without an answer', async () => {
    const simulator = await simulate()
    const socket = await open(simulator)
    const warm = await ask(socket, create({ generate: false, input: [] }))
    expect(warm.map(({ type }) => type)).toEqual([
      'codex.rate_limits',
      'response.created',
      'response.completed',
    ])
    const next = create({ previous_response_id: idOf(warm) })
    expect((await ask(socket, next)).at(-1)).toMatchObject({ type: 'response.completed' })
  })

  test.each<[string, JsonObject | string]>([
    ['no JSON', 'text'],
    ['another type', { ...create(), type: 'response.cancel' }],
    ['no type', codexBody()],
    ['what the backend refuses', create({ temperature: 1 })],
  ])('refuses a frame with %s', async (_about, frame) => {
    const events = await ask(await open(await simulate()), frame)
    expect(events.at(-1)).toMatchObject({ type: 'error', status: 400, error: expect.any(Object) })
  })

  test('takes one question at a time', async () => {
    const simulator = await simulate({ paceMs: 5 })
    const socket = await open(simulator)
    socket.send(JSON.stringify(create()))
    expect((await ask(socket, create())).find(({ type }) => type === 'error')).toBeDefined()
  })

  test.each<[string, Buffer | string, number]>([
    ['a binary frame', Buffer.from('{}'), 1003],
    ['a frame of 16 MiB', 'x'.repeat(16 * 1024 * 1024), 1009],
  ])('is closed over %s', async (_about, frame, code) => {
    expect(await ask(await open(await simulate()), frame)).toEqual([{ type: 'closed', code }])
  })

  test('is served over TLS too', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
    })
    const simulator = await simulate({ tls: { key, cert } })
    expect((await ask(await open(simulator), create())).at(-1)).toMatchObject({
      type: 'response.completed',
    })
  })
})

describe('an upgrade', () => {
  test.each<[number, Fault | undefined, Record<string, string>]>([
    [401, undefined, { ...BETA, authorization: 'Bearer fake' }],
    [400, undefined, {}],
    [426, { kind: 'upgrade-required' }, BETA],
    [401, { kind: 'unauthorized', on: 'upgrade' }, BETA],
    [403, { kind: 'forbidden', on: 'upgrade' }, BETA],
    [404, { kind: 'not-found', on: 'upgrade' }, BETA],
    [429, { kind: 'usage-limit-reached', on: 'upgrade' }, BETA],
    [500, { kind: 'server-error', on: 'upgrade' }, BETA],
  ])('is refused with %d: %j', async (status, fault, headers) => {
    const simulator = await simulate()
    if (fault) simulator.faults.add(fault)
    const socket = dial(simulator, undefined, headers)
    const [, answer] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ]
    expect(answer.statusCode).toBe(status)
    expect(simulator.requests.last('upgrade').status).toBe(status)
  })

  test('may be dropped', async () => {
    const simulator = await simulate({ faults: [{ kind: 'drop', on: 'upgrade' }] })
    const socket = dial(simulator)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(await simulator.requests.last('upgrade').ended).toBe('dropped')
  })
})

describe('a fault', () => {
  test.each<[Fault, JsonObject]>([
    [{ kind: 'unauthorized' }, { type: 'error', status: 401 }],
    [{ kind: 'usage-limit-reached' }, { type: 'error', status: 429 }],
    [{ kind: 'connection-limit' }, { type: 'error', status: 400 }],
    [{ kind: 'server-error' }, { type: 'error', status: 500 }],
    [{ kind: 'overloaded' }, { type: 'error', status: 503 }],
    [{ kind: 'close-socket' }, { type: 'closed', code: 1011 }],
    [
      { kind: 'close-socket', code: 1009, afterEvents: 2 },
      { type: 'closed', code: 1009 },
    ],
    [{ kind: 'drop' }, { type: 'closed', code: 1006 }],
    [{ kind: 'drop-mid-stream' }, { type: 'closed', code: 1006 }],
    [{ kind: 'end-early' }, { type: 'closed', code: 1000 }],
    [{ kind: 'response-failed' }, { type: 'response.failed' }],
  ])('strikes a frame: %j', async (fault, last) => {
    const simulator = await simulate({ faults: [fault] })
    expect((await ask(await open(simulator), create())).at(-1)).toMatchObject(last)
  })

  test('without a status is an error event', async () => {
    const simulator = await simulate({ faults: [{ kind: 'error-event', afterEvents: 0 }] })
    const error = (await ask(await open(simulator), create())).at(-1)
    expect(error).toMatchObject({ type: 'error', error: { code: 'server_error' } })
    expect(error).not.toHaveProperty('status')
  })

  test.each<Fault>([{ kind: 'hang' }, { kind: 'stall', afterEvents: 2 }])(
    'is silence until the client leaves: %j',
    async (fault) => {
      const simulator = await simulate({ faults: [fault] })
      const socket = await open(simulator)
      socket.send(JSON.stringify(create()))
      const { ended } = await simulator.requests.arrival('responses')
      socket.close()
      expect(await ended).toBe('aborted')
    },
  )
})
