import { getEventListeners, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { constants, type Http2ServerResponse } from 'node:http2'
import { setImmediate } from 'node:timers/promises'
import { Agent } from 'undici'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Exchange, ExchangeInit, ExchangeResponse } from '../../src/transport/exchange.ts'
import { createUndiciExchange } from '../../src/transport/undici-exchange.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import {
  createCertificate,
  serveHttp,
  serveHttp2,
  serveTcp,
  type Certificate,
  type Handler,
  type TestServer,
} from '../support/servers.ts'

expectNothingUnhandled()

let certificate: Certificate
beforeAll(async () => {
  certificate = await createCertificate()
})

const get: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }

function newExchange(): Exchange {
  const agent = new Agent({ allowH2: true, connect: { preferH2: true, ca: certificate.cert } })
  onTestFinished(() => agent.destroy())
  return createUndiciExchange(agent)
}

/** A request that has arrived, for a server whose answers a test writes step by step. */
async function arrived(serve: (handler: Handler) => Promise<TestServer>) {
  const arrivals: Parameters<Handler>[] = []
  let wake = () => {}
  const server = await serve((...exchange) => {
    arrivals.push(exchange)
    wake()
  })
  const next = async () => {
    while (arrivals.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const [request, response] = arrivals.shift()!
    return { request, response }
  }
  return { server, next }
}

/** Ends an answer as a server does that dies. */
function breakOff(response: ServerResponse | Http2ServerResponse): void {
  if ('stream' in response) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  else response.destroy()
}

async function readAll(response: ExchangeResponse): Promise<number> {
  let bytes = 0
  for await (const chunk of response.body ?? []) bytes += chunk.byteLength
  return bytes
}

describe.each([
  ['HTTP/1.1', '1.1', serveHttp],
  ['HTTP/2 over TLS', '2.0', (handler: Handler) => serveHttp2(handler, certificate)],
] as const)('over %s', (_about, httpVersion, serve) => {
  test('50 requests, one after the other, take one connection', async () => {
    const server = await serve((request, response) => {
      response.end(`${request.httpVersion} ${request.url}`)
    })
    const exchange = newExchange()
    for (let count = 0; count < 50; count++) {
      const response = await exchange(`${server.url}/path?n=${count}`, get)
      expect(await response.text()).toBe(`${httpVersion} /path?n=${count}`)
    }
    expect(server.connections).toBe(1)
  })

  test('a request goes out as it is told, and its answer comes back as it is', async () => {
    const body = JSON.stringify({ text: '東京 🦩'.repeat(50_000) })
    const received: unknown[] = []
    const server = await serve(async (request, response) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of request) chunks.push(chunk as Uint8Array)
      const { method, headers } = request
      received.push({ method, headers, isWhole: Buffer.concat(chunks).equals(Buffer.from(body)) })
      response.writeHead(418, { 'x-fake': 'a', 'set-cookie': ['b=1', 'c=2'] })
      response.end('Grüße 🦩')
    })
    const headers = { authorization: 'Bearer fake', 'content-type': 'application/json' }
    const response = await newExchange()(server.url, { ...get, method: 'POST', headers, body })
    expect(received).toMatchObject([{ method: 'POST', headers, isWhole: true }])
    expect(response.status).toBe(418)
    expect(response.headers.get('X-Fake')).toBe('a')
    expect(response.headers.get('set-cookie')).toBe('b=1, c=2')
    expect(response.headers.get('x-absent')).toBeNull()
    expect(Object.fromEntries(response.headers.entries())).toMatchObject({ 'x-fake': 'a' })
    expect(await response.text()).toBe('Grüße 🦩')
  })

  test('nothing is added that tells of the machine, and no compression is asked for', async () => {
    const names: string[][] = []
    const server = await serve((request, response) => {
      names.push(Object.keys(request.headers).filter((name) => !name.startsWith(':')))
      response.end()
    })
    await (await newExchange()(server.url, { ...get, headers: { accept: '*/*' } })).text()
    expect(names[0]?.filter((name) => !['host', 'connection', 'accept'].includes(name))).toEqual([])
  })

  test('an answer without a body ends at once', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(204)
      response.end()
    })
    const response = await newExchange()(server.url, get)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test('an early hint is not the answer', async () => {
    const server = await serve((_request, response) => {
      response.writeEarlyHints({ link: '</fake.css>; rel=preload' }, () => {})
      response.end('answer')
    })
    const response = await newExchange()(server.url, get)
    expect([response.status, await response.text()]).toEqual([200, 'answer'])
  })

  test('a redirect is not followed', async () => {
    const server = await serve((request, response) => {
      response.writeHead(request.url === '/' ? 307 : 200, { location: '/elsewhere' })
      response.end()
    })
    const response = await newExchange()(server.url, get)
    expect([response.status, response.headers.get('location')]).toEqual([307, '/elsewhere'])
  })

  test('an abort before the request sends nothing', async () => {
    const server = await serve((_request, response) => response.end())
    const reason = new Error('fake reason')
    const failed = newExchange()(server.url, { ...get, signal: AbortSignal.abort(reason) })
    expect(await rejectionOf(failed)).toBe(reason)
    expect(server.connections).toBe(0)
  })

  test('an abort while it connects sends no request', async () => {
    const paths: unknown[] = []
    const server = await serve((request, response) => {
      paths.push(request.url)
      response.end()
    })
    const exchange = newExchange()
    const controller = new AbortController()
    const failed = exchange(`${server.url}/aborted`, { ...get, signal: controller.signal })
    controller.abort('fake reason')
    expect(await rejectionOf(failed)).toBe('fake reason')
    await (await exchange(`${server.url}/next`, get)).text()
    expect(paths).toEqual(['/next'])
  })

  test('an abort before the headers ends the request', async () => {
    const { server, next } = await arrived(serve)
    const controller = new AbortController()
    const failed = newExchange()(server.url, { ...get, signal: controller.signal })
    const { response } = await next()
    const closed = once(response, 'close')
    controller.abort('fake reason')
    expect(await rejectionOf(failed)).toBe('fake reason')
    await closed
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('an abort within the body ends the request, after what had come', async () => {
    const { server, next } = await arrived(serve)
    const controller = new AbortController()
    const answering = newExchange()(server.url, { ...get, signal: controller.signal })
    const { response } = await next()
    response.write('first')
    const closed = once(response, 'close')
    const iterator = (await answering).body![Symbol.asyncIterator]()
    expect(String(Buffer.from((await iterator.next()).value))).toBe('first')
    const pending = iterator.next()
    controller.abort('fake reason')
    expect(await rejectionOf(pending)).toBe('fake reason')
    await closed
  })

  test('an abort that nobody reads after does no harm', async () => {
    const { server, next } = await arrived(serve)
    const controller = new AbortController()
    const answering = newExchange()(server.url, { ...get, signal: controller.signal })
    const { response } = await next()
    response.write('first')
    await answering
    const closed = once(response, 'close')
    controller.abort(new Error('fake reason'))
    await closed
    await setImmediate()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('leaving the body early ends the request', async () => {
    const { server, next } = await arrived(serve)
    const answering = newExchange()(server.url, get)
    const { response } = await next()
    response.write('first')
    const closed = once(response, 'close')
    const iterator = (await answering).body![Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return?.()
    await closed
    expect((await iterator.next()).done).toBe(true)
  })

  test('an abort after the end does nothing, and no listener stays', async () => {
    const server = await serve((_request, response) => response.end('answer'))
    const controller = new AbortController()
    const exchange = newExchange()
    for (let count = 0; count < 3; count++)
      await (await exchange(server.url, { ...get, signal: controller.signal })).text()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    const response = await exchange(server.url, { ...get, signal: controller.signal })
    expect(await response.text()).toBe('answer')
    controller.abort()
    expect(server.connections).toBe(1)
  })

  test(
    'a slow reader makes the sender wait, and gets everything in the end',
    { timeout: 30_000 },
    async () => {
      const total = 200 * 1024 * 1024
      const chunk = Buffer.alloc(256 * 1024, 'a')
      const stalled = Promise.withResolvers<number>()
      const server = await serve(async (_request, response) => {
        let sent = 0
        for (; sent < total; sent += chunk.length) {
          if (response.write(chunk)) continue
          const drained = once(response, 'drain')
          const isStalled = await Promise.race([
            drained.then(() => false),
            new Promise<boolean>((resolve) => setTimeout(resolve, 300, true)),
          ])
          if (isStalled) stalled.resolve(sent)
          await drained
        }
        stalled.resolve(sent)
        response.end()
      })
      const response = await newExchange()(server.url, get)
      expect(await stalled.promise).toBeLessThan(total / 4)
      expect(await readAll(response)).toBe(total)
    },
  )

  test('an answer cut short is an error, never an end', async () => {
    const { server, next } = await arrived(serve)
    const answering = newExchange()(server.url, get)
    const { response } = await next()
    response.write('first')
    const iterator = (await answering).body![Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    breakOff(response)
    expect(await rejectionOf(pending)).toBeInstanceOf(Error)
  })

  test('a failure may wait for its reader, who first gets what had come', async () => {
    const { server, next } = await arrived(serve)
    const answering = newExchange()(server.url, get)
    const { response } = await next()
    response.write('first')
    const { body } = await answering
    const closed = once(response, 'close')
    breakOff(response)
    await closed
    await setImmediate()
    const iterator = body![Symbol.asyncIterator]()
    expect(String(Buffer.from((await iterator.next()).value))).toBe('first')
    expect(await rejectionOf(iterator.next())).toBeInstanceOf(Error)
    expect((await iterator.next()).done).toBe(true)
  })
})

test('a connection closed before the headers is an error with a code', async () => {
  const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
  expect(await rejectionOf(newExchange()(server.url, get))).toMatchObject({
    code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/),
  })
})

test('an address that is none is an error', async () => {
  expect(await rejectionOf(newExchange()('no address', get))).toBeInstanceOf(TypeError)
})
