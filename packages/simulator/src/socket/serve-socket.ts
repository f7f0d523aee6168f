import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { AccessTokenRecord } from '../authority/login.ts'
import type { LoggedRequest } from '../request-log.ts'
import type { Connection } from '../server/listen.ts'
import type { World } from '../world.ts'
import { answerFrame } from './answer-frame.ts'
import { SocketMemory } from './socket-memory.ts'

/** A WebSocket to open. */
export interface Opening {
  request: IncomingMessage
  head: Buffer
  connection: Connection
  /** The request that asked for it. */
  record: LoggedRequest
  caller: AccessTokenRecord | undefined
  world: World
}

/** The longest message taken: one byte more closes with 1009. @see docs/protocol.md §6.13 */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024 - 1

/** Opens a WebSocket and answers its frames until it closes. @see docs/protocol.md §7 */
export async function serveSocket(opening: Opening): Promise<void> {
  const { request, head, connection, world } = opening
  // Few need it.
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: true,
  })
  server.on('headers', (headers: string[]) => {
    headers.push('x-via-codex-simulator: 1', `x-models-etag: ${world.catalog.etag}`)
    headers.push(`x-request-id: req_fake_${world.random.hex(24)}`)
  })
  server.handleUpgrade(request, connection.stream, head, (socket: WebSocket) => {
    const memory = new SocketMemory()
    // What is wrong with a frame closes the socket; the close is what counts.
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return socket.close(1003, 'Text frames only')
      void answerFrame({ ...opening, socket, memory, data })
    })
  })
}
