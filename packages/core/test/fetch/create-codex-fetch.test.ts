import { textScenario, type Fault } from '@via-codex/simulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCodexFetch, type CodexFetchOptions } from '../../src/fetch/create-codex-fetch.ts'
import { findCodexError } from '../../src/fetch/find-codex-error.ts'
import { routeOf } from '../../src/fetch/route.ts'
import { connect } from '../support/connect.ts'
import { connectFetch } from '../support/connect-fetch.ts'
import { expectNothingUnhandled, rejectionOf, thrownBy } from '../support/failures.ts'

expectNothingUnhandled()

const url = 'https://anything.invalid/some/base/responses'
const body = JSON.stringify({ model: 'gpt-5.5', input: 'Hello' })
const post = { method: 'POST', headers: { 'content-type': 'application/json' } }

test.each<[string, string, object]>([
  ['POST', 'https://api.openai.com/v1/responses', { to: 'responses' }],
  ['post', '/responses?a=b', { to: 'responses' }],
  ['POST', 'https://a.invalid/openai/v1/responses/', { to: 'responses' }],
  ['GET', 'https://a.invalid/v1/models', { to: 'models' }],
  ['GET', 'https://a.invalid/v1/models/gpt-5.5', { to: 'models', id: 'gpt-5.5' }],
  ['GET', 'https://a.invalid/v1/models/ft%3Aa%2Fb', { to: 'models', id: 'ft:a/b' }],
  ['GET', 'https://a.invalid/v1/models/%', { to: 'models', id: '%' }],
  ['POST', 'https://a.invalid/images/edits', { to: 'images', operation: 'edits' }],
  ['POST', 'https://a.invalid/v1/images/generations', { to: 'images', operation: 'generations' }],
  ['GET', 'https://a.invalid/v1/responses', { to: 'nothing' }],
  ['GET', 'https://a.invalid/v1/responses/resp_1', { to: 'nothing' }],
  ['DELETE', 'https://a.invalid/v1/models/a', { to: 'nothing' }],
  ['POST', 'https://a.invalid/v1/images/variations', { to: 'nothing' }],
  ['POST', 'https://a.invalid/v1/chat/completions', { to: 'nothing' }],
  ['POST', 'https://a.invalid/notresponses', { to: 'nothing' }],
])('%s %s is a way to %j', (method, address, expected) => {
  expect(routeOf(method, address)).toMatchObject(expected)
})

describe('it may be called with', () => {
  const stream = () => new Blob([body]).stream()
  test.each<[string, () => [Parameters<typeof fetch>[0], RequestInit?]]>([
    ['a text', () => [url, { ...post, body }]],
    ['a URL', () => [new URL(url), { ...post, body }]],
    ['a Request', () => [new Request(url, { ...post, body })]],
    ['a Request and more', () => [new Request(url, { method: 'PUT' }), { ...post, body }]],
    ['bytes', () => [url, { ...post, body: Buffer.from(body) }]],
    ['a Blob', () => [url, { ...post, body: new Blob([body]) }]],
    ['a stream', () => [url, { ...post, body: stream(), duplex: 'half' }]],
    ['no content type', () => [url, { method: 'POST', body }]],
  ])('%s', async (_about, args) => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.scenario(textScenario('Hi.'))
    const response = await codexFetch(...args())
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toMatchObject({ output_text: 'Hi.', status: 'completed' })
  })
})

test('nothing of the caller says who asks, and the address is never asked', async () => {
  const { codexFetch, simulator, login } = await connectFetch()
  const theirs = {
    authorization: 'Bearer fake-of-the-caller',
    'api-key': 'fake-of-the-caller',
    'openai-organization': 'fake-of-the-caller',
    'openai-project': 'fake-of-the-caller',
    'chatgpt-account-id': 'fake-of-the-caller',
    cookie: 'fake-of-the-caller',
    originator: 'fake-of-the-caller',
    'user-agent': 'fake-of-the-caller',
    'accept-encoding': 'gzip',
    'x-of-the-caller': 'kept',
  }
  await codexFetch(url, { method: 'POST', headers: theirs, body })
  const { headers } = simulator.requests.last('responses')
  expect(JSON.stringify(headers)).not.toContain('fake-of-the-caller')
  expect(headers).toMatchObject({
    authorization: `Bearer ${login.accessToken}`,
    'x-of-the-caller': 'kept',
  })
  expect(headers).not.toHaveProperty('accept-encoding')
})

describe('a body that never ends', () => {
  const endless = () => new ReadableStream({ pull: () => new Promise<void>(() => {}) })
  const upload = (address: string, headers: Record<string, string>, signal: AbortSignal) =>
    new Request(address, { ...post, headers, body: endless(), duplex: 'half', signal })
  const form = { 'content-type': 'multipart/form-data; boundary=fake' }
  test.each<[string, (signal: AbortSignal) => [Parameters<typeof fetch>[0], RequestInit?]]>([
    ['a Request', (signal) => [upload(url, {}, signal)]],
    ['a stream', (signal) => [url, { ...post, body: endless(), duplex: 'half', signal }]],
    ['a form', (signal) => [upload('https://a.invalid/images/edits', form, signal)]],
  ])('is left at an abort, with its reason: %s', async (_about, args) => {
    const { codexFetch, simulator } = await connectFetch()
    const controller = new AbortController()
    const asked = rejectionOf(codexFetch(...args(controller.signal)))
    setImmediate(() => controller.abort('fake reason'))
    expect(await asked).toBe('fake reason')
    expect(simulator.requests.count('responses')).toBe(0)
  })
})

describe('a body that is none', () => {
  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no input', '{"model":"gpt-5.5"}'],
    ['nothing', ''],
  ])('is 400: %s', async (_about, wrong) => {
    const { codexFetch, simulator } = await connectFetch()
    const response = await codexFetch(url, { ...post, body: wrong })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'INVALID_REQUEST', via_codex: {} },
    })
    expect(simulator.requests.count('responses')).toBe(0)
  })
})

describe('a stream', () => {
  const streamed = {
    ...post,
    body: JSON.stringify({ model: 'gpt-5.5', input: 'Hi', stream: true }),
  }

  test('waits for its reader', async () => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.faults.add({ kind: 'giant-event', bytes: 30_000_000 })
    const response = await codexFetch(url, streamed)
    const request = simulator.requests.last('responses')
    expect(await Promise.race([request.ended, later(200)])).toBe('later')
    await response.text()
    expect(await request.ended).toBe('answered')
  })

  test('that is cancelled closes the connection', async () => {
    const { codexFetch, simulator } = await connectFetch({}, { paceMs: 20 })
    const response = await codexFetch(url, streamed)
    await response.body?.cancel()
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
  })

  test('gives the reason of an abort, untouched', async () => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.faults.add({ kind: 'stall', afterEvents: 3 })
    const controller = new AbortController()
    const response = await codexFetch(url, { ...streamed, signal: controller.signal })
    const read = rejectionOf(response.text())
    controller.abort('fake reason')
    expect(await read).toBe('fake reason')
    expect(await simulator.requests.last('responses').ended).toBe('aborted')
    expect(await rejectionOf(codexFetch(url, { ...post, signal: controller.signal }))).toBe(
      'fake reason',
    )
  })
})

describe('a failure', () => {
  test('keeps what it came with, in the envelope', async () => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.faults.add({ kind: 'rate-limited', retryAfterSeconds: 7 })
    const response = await codexFetch(url, { ...post, body })
    expect(response.status).toBe(429)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'retry-after': '7',
      'content-type': 'application/json',
    })
    expect(response.headers.has('x-should-retry')).toBe(false)
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test('of the plan is marked for every host', async () => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.faults.add({ kind: 'usage-limit-reached', resetsInSeconds: 60 })
    const response = await codexFetch(url, { ...post, body })
    expect(response.status).toBe(429)
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await response.json()).toMatchObject({
      error: {
        type: 'usage_limit_reached',
        code: 'insufficient_quota',
        message: expect.stringMatching(/Wait until \d{4}/),
        via_codex: { code: 'USAGE_LIMIT_REACHED' },
      },
    })
    expect(findCodexError(response)).toMatchObject({ resetsAt: expect.any(Date) })
  })

  test.each<[Fault, RegExp]>([
    [{ kind: 'cloudflare' }, /Cloudflare/],
    [{ kind: 'bad-gateway' }, /502/],
    [{ kind: 'bad-request', detail: 'Fake detail.' }, /^Fake detail\.$/],
  ])('is told in words, whatever it was written in: %j', async (fault, message) => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.faults.add(fault)
    const response = await codexFetch(url, { ...post, body })
    const { error } = (await response.json()) as { error: { message: string } }
    expect(error.message).toMatch(message)
  })

  test('of the network is what it is with any fetch', async () => {
    const { codexFetch, simulator } = await connectFetch()
    simulator.faults.add({ kind: 'drop', times: Infinity })
    const error = await rejectionOf(codexFetch(url, { ...post, body }))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'CONNECTION_FAILED' } })
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test('of the caller’s own credential is theirs', async () => {
    const { codexFetch } = await connectFetch({
      credential: () => {
        throw new Error('fake')
      },
    })
    expect(await rejectionOf(codexFetch(url, { ...post, body }))).toEqual(new Error('fake'))
  })
})

describe('an API key', () => {
  test('goes the public API’s way, with its rules', async () => {
    const { simulator } = await connect()
    const credential = { apiKey: simulator.authority.issueApiKey() }
    const { endpoints } = simulator
    const codexFetch = createCodexFetch({ credential, endpoints, env: {} })
    onTestFinished(() => codexFetch.close())
    const request = { model: 'gpt-5.5', input: 'Hi', temperature: 0.5 }
    const response = await codexFetch(url, { ...post, body: JSON.stringify(request) })
    expect(await response.json()).toMatchObject({ object: 'response', status: 'completed' })
    expect(simulator.requests.last('responses')).toMatchObject({
      path: '/v1/responses',
      body: { model: 'gpt-5.5', temperature: 0.5, store: false, stream: true },
    })
    expect(simulator.requests.last('responses').body).not.toHaveProperty('prompt_cache_key')
    const models = await codexFetch('https://a.invalid/v1/models')
    expect(await models.json()).toMatchObject({ object: 'list', data: expect.any(Array) })
  })
})

describe('a client that is given', () => {
  test('is the one that asks, and stays open', async () => {
    const { client, simulator } = await connect()
    const codexFetch = createCodexFetch({ client })
    await codexFetch(url, { ...post, body })
    await codexFetch.close()
    await client.responses.create({ model: 'gpt-5.5', input: 'Hi' })
    expect(simulator.requests.count('responses')).toBe(2)
  })

  test('brings its own options', async () => {
    const { client } = await connect()
    expect(thrownBy(() => createCodexFetch({ client, originator: 'fake' }))).toEqual(
      new TypeError('originator belongs to the client: leave it out, or client.'),
    )
  })
})

test.each<[string, CodexFetchOptions]>([
  ['conversationId', { conversationId: 'a b' }],
  ['onDropped', { onDropped: 7 as never }],
  ['client', { client: {} as never }],
  ['originator', { originator: 'a\nb: c' }],
  ['codexHome', { codexHome: 7 as never }],
])('a wrong %s is told at once', (name, options) => {
  const error = thrownBy(() => createCodexFetch(options))
  expect(error).toBeInstanceOf(TypeError)
  expect(String(error)).toContain(name)
})

test('a closed one is closed', async () => {
  const { codexFetch, simulator } = await connectFetch()
  await codexFetch.close()
  const error = await rejectionOf(codexFetch(url, { ...post, body }))
  expect(findCodexError(error)).toMatchObject({ code: 'CONNECTION_FAILED' })
  expect(simulator.requests.count()).toBe(0)
})

test.each([undefined, null, 'text', new Error('fake'), { cause: { headers: {} } }])(
  'no error of ours is found in %s',
  (thrown) => {
    expect(findCodexError(thrown)).toBeUndefined()
  },
)

async function later(delayMs: number): Promise<'later'> {
  return new Promise((resolve) => setTimeout(resolve, delayMs, 'later'))
}
