import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer } from 'node:http2'
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'

/** A server on loopback that ends with the test. */
export interface TestServer {
  readonly url: string
  /** Connections made to it so far. */
  readonly connections: number
  /** Ends it before the test does. */
  close(): Promise<void>
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** @param host a name beside 127.0.0.1 that it is for */
export async function createCertificate(host?: string): Promise<Certificate> {
  const altNames = [
    { type: 7 as const, ip: '127.0.0.1' },
    ...(host ? [{ type: 2 as const, value: host }] : []),
  ]
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { key, cert }
}

export function serveHttp(handler: Handler): Promise<TestServer> {
  return listen(createServer(handler), 'http')
}

/** HTTP/2, and HTTP/1.1 for whoever asks for it. */
export function serveHttp2(handler: Handler, certificate: Certificate): Promise<TestServer> {
  const options = { ...certificate, allowHTTP1: true }
  return listen(createSecureServer(options, handler as never), 'https')
}

/** Bare sockets. */
export function serveTcp(onSocket: (socket: Socket) => unknown): Promise<TestServer> {
  return listen(createTcpServer(onSocket), 'http')
}

async function listen(server: Server, scheme: 'http' | 'https'): Promise<TestServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections
    },
    close,
  }
}
