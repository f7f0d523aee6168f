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

/** What is called for each request; `connection` numbers its socket. */
export type RequestListener = (
  request: AnyRequest,
  response: AnyResponse,
  connection: number,
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
  const numbers = new WeakMap<object, number>()
  const sockets = new Set<Socket>()
  const onRequest = (request: AnyRequest, response: AnyResponse): void => {
    const carrier = carrierOf(request)
    listener(request, response, numbers.get(carrier) ?? 0)
  }
  const server: Server | Http2SecureServer = tls
    ? createSecureServer({ ...tls, allowHTTP1: true }, onRequest)
    : createServer({ keepAliveTimeout: 60_000 }, onRequest)

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    if (!tls) numbers.set(socket, log.connectionOpened())
    else log.connectionOpened()
    socket.once('close', () => {
      sockets.delete(socket)
      log.connectionClosed()
    })
    // A client may reset at any moment; that is its right.
    socket.on('error', () => undefined)
  })
  server.on('secureConnection', (socket: Socket) => numbers.set(socket, log.connections))
  server.on('session', (session: object) => numbers.set(session, log.connections))

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The object that stands for the request's socket. */
function carrierOf(request: AnyRequest): object {
  return 'stream' in request ? (request.stream.session ?? request) : request.socket
}
