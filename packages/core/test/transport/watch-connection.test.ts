import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ExchangeInit } from '../../src/transport/exchange.ts'
import { openAgent } from '../../src/transport/open-agent.ts'
import { createUndiciExchange } from '../../src/transport/undici-exchange.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'
import { startRouter } from '../support/router.ts'
import {
  createCertificate,
  serveHttp2,
  type Certificate,
  type Handler,
} from '../support/servers.ts'

expectNothingUnhandled()

let certificate: Certificate
let folder: string
let file: string
beforeAll(async () => {
  certificate = await createCertificate()
  folder = await mkdtemp(join(tmpdir(), 'via-codex-ca-'))
  file = join(folder, 'ca.pem')
  await writeFile(file, certificate.cert)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const get: ExchangeInit = { method: 'GET', headers: {}, redirect: 'manual' }
const pingMs = 40

async function behindRouter(handler: Handler) {
  const server = await serveHttp2(handler, certificate)
  const router = await startRouter(Number(new URL(server.url).port))
  const dispatcher = await openAgent({
    connectMs: 5_000,
    usesTls: true,
    isLocal: true,
    env: { CODEX_CA_CERTIFICATE: file },
    pingMs,
  })
  onTestFinished(() => dispatcher.destroy())
  return {
    server,
    url: `https://127.0.0.1:${router.port}`,
    exchange: createUndiciExchange(dispatcher),
    forget: router.forget,
  }
}

test('a connection that died in silence fails what waits on it, and the next request gets another', async () => {
  const { server, url, exchange, forget } = await behindRouter((_request, response) => {
    response.end('answer')
  })
  expect(await (await exchange(url, get)).text()).toBe('answer')
  forget()
  expect(await rejectionOf(exchange(url, get))).toMatchObject({ code: 'ECONNRESET' })
  expect(await (await exchange(url, get)).text()).toBe('answer')
  expect(server.connections).toBe(2)
})

test('a server that thinks for long is not taken for dead', async () => {
  const { server, url, exchange } = await behindRouter((_request, response) => {
    setTimeout(() => response.end('answer'), pingMs * 8)
  })
  expect(await (await exchange(url, get)).text()).toBe('answer')
  expect(server.connections).toBe(1)
})
