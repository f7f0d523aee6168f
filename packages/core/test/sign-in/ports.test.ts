import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { signInWithBrowser } from '../../src/index.ts'
import { rejectionOf } from '../support/failures.ts'
import { autoBrowser, browse, createWorld, listeningPorts } from './world.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Someone else's sign-in; `obeys`: it ends when asked to. */
async function listenElsewhere(obeys: boolean): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end(() => {
      if (obeys) server.close()
    })
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, asked }
}

test('a forgotten sign-in on the port is ended, and its port taken', async () => {
  const world = await createWorld()
  const forgotten = await listenElsewhere(true)
  const { openBrowser } = autoBrowser()
  await signInWithBrowser({ ...world.options, openBrowser, ports: [forgotten.port, 0] })
  const { query } = world.simulator.requests.last('authorize')
  expect(query.get('redirect_uri')).toBe(`http://127.0.0.1:${forgotten.port}/auth/callback`)
  expect(forgotten.asked).toEqual(['GET /cancel'])
})

test('another program keeps the port: the second one is taken', async () => {
  const world = await createWorld()
  const [other, free] = [await listenElsewhere(false), await listenElsewhere(true)]
  const { openBrowser } = autoBrowser()
  const start = performance.now()
  await signInWithBrowser({ ...world.options, openBrowser, ports: [other.port, free.port] })
  expect(performance.now() - start).toBeGreaterThan(1_900)
  const { query } = world.simulator.requests.last('authorize')
  expect(query.get('redirect_uri')).toContain(`:${free.port}/`)
  expect(other.asked).toEqual(['GET /cancel'])
})

test('a sign-in of ours gives way to another program', async () => {
  const world = await createWorld()
  const before = await listeningPorts()
  const result = signInWithBrowser({
    ...world.options,
    ports: [0],
    openBrowser: async (url) => {
      const callback = new URL(url).searchParams.get('redirect_uri') ?? ''
      void browse(new URL('/cancel', callback).href)
    },
  })
  await expect(result).rejects.toMatchObject({
    code: 'SIGN_IN_FAILED',
    step: 'authorize',
    message: expect.stringContaining('Another program'),
  })
  expect(await listeningPorts()).toBe(before)
  await expect(world.snapshot()).resolves.toEqual({})
})

test('of two sign-ins at once, the later one has its way', async () => {
  const world = await createWorld()
  const port = Promise.withResolvers<number>()
  const first = signInWithBrowser({
    ...world.options,
    ports: [0],
    openBrowser: async (url) =>
      port.resolve(Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port)),
  })
  const firstError = rejectionOf(first)
  const { openBrowser } = autoBrowser()
  const second = signInWithBrowser({ ...world.options, ports: [await port.promise], openBrowser })
  await expect(second).resolves.toMatchObject({ authMode: 'chatgpt' })
  await expect(firstError).resolves.toMatchObject({ code: 'SIGN_IN_FAILED' })
})
