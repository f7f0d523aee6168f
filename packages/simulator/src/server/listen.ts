import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Http2SecureServer, Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { RequestRecorder } from '../request-log.ts'

interface Tls {
  key: string | Buffer
  cert: string | Buffer
}
type AnyRequest = IncomingMessage | Http2ServerRequest
type AnyResponse = ServerResponse | Http2ServerResponse

/** One client's socket. */
export interface Connection {
  /** Counts from 1. */
  number: number
  socket: Socket
  /** What is read and written: the socket, or what TLS makes of it. */
  stream: Duplex
}

/** What is called for each request. */
export type RequestListener = (
  request: AnyRequest,
  response: AnyResponse,
  connection: Connection,
) => void

/** What is called for each request to change the protocol, with what came after its headers. */
export type UpgradeListener = (
  request: IncomingMessage,
  connection: Connection,
  head: Buffer,
) => void

/** A server that listens on loopback. */
export interface Listening {
  port: number
  /** Destroys every socket and stops; settles when the port is free. */
  close(): Promise<void>
}

/** Starts the server. @throws the system's error when the port is taken */
export async function listen(
  { port, tls }: { port: number; tls: Tls | undefined },
  log: RequestRecorder,
  listeners: { onRequest: RequestListener; onUpgrade: UpgradeListener },
): Promise<Listening> {
  // A client's port names its connection through every layer: TCP, TLS and HTTP/2.
  const connections = new Map<number | undefined, Connection>()
  const onRequest = (request: AnyRequest, response: AnyResponse): void => {
    const connection = connections.get(request.socket.remotePort)
    if (connection) listeners.onRequest(request, response, connection)
    else request.socket.destroy()
  }
  const server: Server | Http2SecureServer = tls
    ? await createTlsServer(tls, onRequest)
    : createServer({ keepAliveTimeout: 60_000 }, onRequest)

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const connection = connections.get(request.socket.remotePort)
    if (connection) listeners.onUpgrade(request, { ...connection, stream }, head)
    else stream.destroy()
  })
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    connections.set(remotePort, { number: log.connectionOpened(), socket, stream: socket })
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

async function createTlsServer(
  tls: Tls,
  onRequest: (request: AnyRequest, response: AnyResponse) => void,
): Promise<Http2SecureServer> {
  // Few need it, and it is slow to load.
  const { createSecureServer } = await import('node:http2')
  return createSecureServer({ ...tls, allowHTTP1: true }, onRequest)
}
