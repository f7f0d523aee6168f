import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { RequestRecorder } from '../request-log.ts'

type AnyRequest = IncomingMessage | Http2ServerRequest
type AnyResponse = ServerResponse | Http2ServerResponse

/** One client's socket. */
export interface Connection {
  /** Counts from 1. */
  number: number
  socket: Socket
}

/** What is called for each request. */
export type RequestListener = (
  request: AnyRequest,
  response: AnyResponse,
  connection: Connection,
) => void

/** A server that listens on loopback. */
export interface Listening {
  port: number
  /** Destroys every socket and stops; settles when the port is free. */
  close(): Promise<void>
}

/** Starts the server. @throws the system's error when the port is taken */
export async function listen(
  { port, tls }: { port: number; tls: { key: string | Buffer; cert: string | Buffer } | undefined },
  log: RequestRecorder,
  listener: RequestListener,
): Promise<Listening> {
  // A client's port names its connection through every layer: TCP, TLS and HTTP/2.
  const connections = new Map<number | undefined, Connection>()
  const onRequest = (request: AnyRequest, response: AnyResponse): void => {
    const connection = connections.get(request.socket.remotePort)
    if (connection) listener(request, response, connection)
    else request.socket.destroy()
  }
  const server: Server | Http2SecureServer = tls
    ? createSecureServer({ ...tls, allowHTTP1: true }, onRequest)
    : createServer({ keepAliveTimeout: 60_000 }, onRequest)

  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    connections.set(remotePort, { number: log.connectionOpened(), socket })
    socket.once('close', () => {
      connections.delete(remotePort)
      log.connectionClosed()
    })
    // A client may reset at any moment; that is its right.
    socket.on('error', () => undefined)
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const { socket } of connections.values()) socket.destroy()
      }),
  }
}
