import { once } from 'node:events'
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import { authenticate, type Caller } from '../backend/authenticate.ts'
import { endpointOf } from '../endpoint.ts'
import type { FaultsInForce } from '../faults/fault-registry.ts'
import { replyOfFault } from '../faults/fault-answers.ts'
import { detailReply, type Reply } from '../reply.ts'
import type { LoggedRequest } from '../request-log.ts'
import { serveSocket } from '../socket/serve-socket.ts'
import type { World } from '../world.ts'
import type { Connection } from './listen.ts'
import { createEnd, joinHeaders } from './receive.ts'
import { faultContext } from './route.ts'

/** What the protocol of frames is called. @see docs/protocol.md §7 */
const BETA = 'responses_websockets=2026-02-06'

/** Serves one request for a WebSocket: refuses it as HTTP does, or opens it. Never rejects. */
export async function upgrade(
  request: IncomingMessage,
  connection: Connection,
  head: Buffer,
  world: World,
): Promise<void> {
  const { stream, socket } = connection
  stream.on('error', () => undefined)
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  const endpoint = endpointOf('UPGRADE', path)
  const faults = world.faults.take(endpoint)
  const end = createEnd()
  const headers = joinHeaders(request.headers)
  const record: LoggedRequest = {
    number: world.log.nextNumber(),
    endpoint,
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    httpVersion: request.httpVersion,
    connection: connection.number,
    bearer: /^Bearer (.+)$/iu.exec(headers['authorization'] ?? '')?.[1],
    contentEncoding: undefined,
    bodyBytes: 0,
    body: undefined,
    arrivedAt: world.options.now(),
    faults: faults.kinds,
    status: undefined,
    aborted: false,
    ended: end.settled,
  }
  world.log.add(record)
  const delay = faults.find('delay')
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay.ms ?? 100))
  if (faults.find('drop')) {
    end.settle('dropped')
    return void socket.resetAndDestroy()
  }
  if (faults.find('hang')) {
    await once(socket, 'close')
    record.aborted = true
    return end.settle('aborted')
  }
  const caller = judge(record, faults, world)
  record.status = caller.refusal?.status ?? 101
  end.settle('answered')
  if (caller.refusal) return void stream.end(toHttp(caller.refusal))
  await serveSocket({ request, head, connection, record, caller: caller.access, world })
}

function judge(record: LoggedRequest, faults: FaultsInForce, world: World): Caller {
  for (const fault of faults.all) {
    const refusal = replyOfFault(fault, faultContext(world))
    if (refusal) return { refusal }
  }
  // 426 sends a client to plain HTTP at once.
  if (record.endpoint !== 'upgrade') return { refusal: detailReply(426, 'Upgrade Required') }
  const caller = authenticate({ record }, world)
  if (caller.refusal || record.headers['openai-beta'] === BETA) return caller
  return { refusal: detailReply(400, `Missing header: openai-beta: ${BETA}`) }
}

function toHttp({ status, headers, body }: Reply): string {
  const lines = Object.entries({
    'x-via-codex-simulator': '1',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`
}
