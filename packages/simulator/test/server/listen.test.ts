import { once } from 'node:events'
import { connect } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { generate } from 'selfsigned'
import { beforeAll, expect, test } from 'vitest'
import { startSimulator } from '../../src/index.ts'
import { codexBody, loginHeaders, readEvents } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

let tls: { key: string; cert: string }

beforeAll(async () => {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keyType: 'ec' })
  tls = { key: pems.private, cert: pems.cert }
})

test('speaks HTTP/2 over TLS', async () => {
  const simulator = await simulate({ tls })
  expect(simulator.url).toMatch(/^https:/u)
  const session = connect(simulator.url, { rejectUnauthorized: false })
  // The fault below breaks the whole connection.
  session.on('error', () => undefined)
  const ask = async (): Promise<string> => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/backend-api/codex/responses',
      ...loginHeaders(simulator.authority.issue()),
    })
    stream.end(JSON.stringify(codexBody()))
    let text = ''
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await once(stream, 'end')
    return text
  }
  const answers = await Promise.all([ask(), ask()])
  for (const text of answers)
    expect(readEvents(text).at(-1)).toMatchObject({ type: 'response.completed' })
  expect(simulator.requests.all()).toMatchObject([
    { httpVersion: '2.0', connection: 1, status: 200 },
    { httpVersion: '2.0', connection: 1, status: 200 },
  ])
  simulator.faults.add({ kind: 'drop' })
  await expect(ask()).rejects.toThrow(/closed|ECONNRESET|cancel/iu)
  session.destroy()
})

test('speaks HTTP/1.1 over TLS as well', async () => {
  const simulator = await simulate({ tls })
  const request = httpsRequest(`${simulator.endpoints.api}/models`, { rejectUnauthorized: false })
  const [response] = (await once(request.end(), 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(401)
  expect(simulator.requests.last()).toMatchObject({ httpVersion: '1.1', connection: 1 })
})

test('refuses a port that is none, and one that is taken', async () => {
  await expect(startSimulator({ port: -1 })).rejects.toThrow(TypeError)
  const { url } = await simulate()
  await expect(startSimulator({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE')
})

test('closes at once, though a client hangs, and twice without harm', async () => {
  const simulator = await simulate({ faults: [{ kind: 'hang', on: 'models' }] })
  const answer = fetch(`${simulator.endpoints.api}/models`)
  await simulator.requests.arrival('models')
  await Promise.all([expect(answer).rejects.toThrow('fetch failed'), simulator.close()])
  await simulator.close()
})
