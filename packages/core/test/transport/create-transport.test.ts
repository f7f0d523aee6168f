import { once } from 'node:events'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTransport, type TransportOptions } from '../../src/transport/create-transport.ts'
import type { ExchangeInit, FetchFunction } from '../../src/transport/exchange.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import {
  createCertificate,
  serveHttp,
  serveHttp2,
  serveTcp,
  type Certificate,
} from '../support/servers.ts'

expectNothingUnhandled()

const get: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }

function create(timeouts: Partial<TransportOptions['timeouts']> = {}, fetch?: FetchFunction) {
  const none = { connectMs: 0, headersMs: 0, idleMs: 0, totalMs: 0 }
  const transport = createTransport({
    timeouts: { ...none, ...timeouts },
    fetch,
    env: {},
  })
  onTestFinished(() => transport.close())
  return transport
}

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<string> {
  const server = await serveTcp((socket) => socket.end())
  const { url } = server
  await server.close()
  return url
}

describe.each([
  ['our own client', undefined],
  ['a fetch of your own', globalThis.fetch],
])('through %s', (_about, fetch) => {
  test('an answer comes whole', async () => {
    const server = await serveHttp(async (request, response) => {
      response.writeHead(201, { 'x-fake': String(request.headers['x-sent']) })
      for await (const chunk of request) response.write(chunk)
      response.end(' 🦩')
    })
    const init = { ...get, method: 'POST' as const, body: 'Grüße', headers: { 'x-sent': 'fake' } }
    const response = await create({}, fetch).exchange(server.url, init)
    expect([response.status, response.headers.get('x-fake')]).toEqual([201, 'fake'])
    expect(await response.text()).toBe('Grüße 🦩')
  })

  test('a redirect is the answer', async () => {
    const server = await serveHttp((request, response) => {
      response.writeHead(request.url === '/' ? 307 : 200, { location: '/elsewhere' })
      response.end()
    })
    const response = await create({}, fetch).exchange(server.url, get)
    expect([response.status, response.headers.get('location')]).toEqual([307, '/elsewhere'])
  })

  test('a refused connection is CONNECTION_FAILED', async () => {
    const failed = create({}, fetch).exchange(await closedPort(), get)
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'CONNECTION_FAILED',
      isRetryable: true,
    })
  })

  test('a connection reset before the headers is CONNECTION_FAILED', async () => {
    const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const failed = create({}, fetch).exchange(server.url, get)
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'CONNECTION_FAILED',
      isRetryable: true,
    })
  })

  test('a connection reset within the body is CONNECTION_FAILED', async () => {
    const server = await serveHttp((_request, response) => {
      response.write('first', () => response.destroy())
    })
    const response = await create({}, fetch).exchange(server.url, get)
    expect(await rejectionOf(response.text())).toMatchObject({
      name: 'TransportError',
      code: 'CONNECTION_FAILED',
      cause: expect.any(Error),
    })
  })

  test('a server that does not answer is TIMEOUT, and its connection is closed', async () => {
    const closed = Promise.withResolvers<void>()
    const server = await serveHttp((request) => request.once('close', closed.resolve))
    const failed = create({ headersMs: 50 }, fetch).exchange(server.url, get)
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'TIMEOUT',
      phase: 'headers',
      limitMs: 50,
      isRetryable: true,
    })
    await closed.promise
  })

  test.each(['idle', 'total'] as const)('silence within the body is TIMEOUT: %s', async (phase) => {
    const closed = Promise.withResolvers<void>()
    const server = await serveHttp((_request, response) => {
      response.once('close', closed.resolve).write('first')
    })
    const transport = create({ [`${phase}Ms`]: 100 }, fetch)
    const response = await transport.exchange(server.url, get)
    expect(await rejectionOf(response.text())).toMatchObject({
      code: 'TIMEOUT',
      phase,
      isRetryable: false,
    })
    await closed.promise
  })

  test.each([new Error('fake reason'), 'fake reason'])(
    'an abort gives its reason: %s',
    async (reason) => {
      const closed = Promise.withResolvers<void>()
      const controller = new AbortController()
      const server = await serveHttp((request) => {
        request.once('close', closed.resolve)
        controller.abort(reason)
      })
      const init = { ...get, signal: controller.signal }
      expect(await rejectionOf(create({}, fetch).exchange(server.url, init))).toBe(reason)
      await closed.promise
    },
  )

  test('an abort within the body gives its reason and closes the connection', async () => {
    const controller = new AbortController()
    const closed = Promise.withResolvers<void>()
    const server = await serveHttp((_request, response) => {
      response.once('close', closed.resolve).write('first')
    })
    const init = { ...get, signal: controller.signal }
    const { body } = await create({}, fetch).exchange(server.url, init)
    const iterator = body![Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    controller.abort('fake reason')
    expect(await rejectionOf(pending)).toBe('fake reason')
    await closed.promise
  })
})

describe('over TLS', () => {
  let certificate: Certificate
  const before = tls.getCACertificates('default')
  beforeAll(async () => {
    certificate = await createCertificate()
  })
  afterAll(() => tls.setDefaultCACertificates(before))

  test('a server nobody vouches for is refused, and not tried again', async () => {
    const server = await serveHttp2((_request, response) => response.end(), certificate)
    const init = { ...get, headers: { authorization: 'Bearer fake' } }
    expect(await rejectionOf(create().exchange(server.url, init))).toMatchObject({
      code: 'CONNECTION_FAILED',
      isRetryable: false,
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    })
  })

  test('HTTP/2 is used where the server has it', async () => {
    tls.setDefaultCACertificates([certificate.cert])
    const server = await serveHttp2((request, response) => {
      response.end(request.httpVersion)
    }, certificate)
    const transport = create()
    for (let count = 0; count < 3; count++)
      expect(await (await transport.exchange(server.url, get)).text()).toBe('2.0')
    expect(server.connections).toBe(1)
  })

  test('a handshake that does not end is TIMEOUT', async () => {
    const server = await serveTcp((socket) => socket.pause())
    const url = server.url.replace('http:', 'https:')
    expect(await rejectionOf(create({ connectMs: 100 }).exchange(url, get))).toMatchObject({
      code: 'TIMEOUT',
      phase: 'connect',
      isRetryable: true,
    })
  })
})

describe('closing', () => {
  test('opens nothing when nothing was sent', async () => {
    const transport = create()
    expect(await transport.close()).toBeUndefined()
    expect(await transport.close()).toBeUndefined()
  })

  test('ends idle connections', async () => {
    const sockets: Promise<unknown>[] = []
    const server = await serveHttp((request, response) => {
      sockets.push(once(request.socket, 'close'))
      response.end()
    })
    const transport = create()
    await (await transport.exchange(server.url, get)).text()
    await transport.close()
    await Promise.all(sockets)
    expect(sockets).toHaveLength(1)
  })

  test('ends a request under way, which is not worth a retry', async () => {
    const arrived = Promise.withResolvers<void>()
    const server = await serveHttp(() => arrived.resolve())
    const transport = create()
    const failed = rejectionOf(transport.exchange(server.url, get))
    await arrived.promise
    await transport.close()
    expect(await failed).toMatchObject({ code: 'CONNECTION_FAILED', isRetryable: false })
    const later = transport.exchange(server.url, get)
    expect(await rejectionOf(later)).toMatchObject({
      code: 'CONNECTION_FAILED',
      isRetryable: false,
    })
  })

  test('leaves a fetch of your own alone', async () => {
    const transport = create({}, async () => new Response('fake'))
    await transport.close()
    expect(await (await transport.exchange('https://fake.example', get)).text()).toBe('fake')
  })
})
