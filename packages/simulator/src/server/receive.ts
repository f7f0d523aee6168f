import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { endpointOf } from '../endpoint.ts'
import type { LoggedRequest, Outcome } from '../request-log.ts'
import type { World } from '../world.ts'
import type { Connection } from './listen.ts'
import { Exchange } from '../http/exchange.ts'
import { contentOf, decodeBody, readBody } from '../http/read-body.ts'

/** Reads one request whole, logs it and makes it an exchange; `undefined` when the client left first. */
export async function receive(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  connection: Connection,
  world: World,
): Promise<Exchange | undefined> {
  const arrivedAt = world.options.now()
  let raw: Buffer
  try {
    raw = await readBody(request as IncomingMessage)
  } catch {
    return undefined
  }
  const method = request.method ?? 'GET'
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  const endpoint = endpointOf(method, path)
  const headers = joinHeaders(request.headers)
  const body = decodeBody(raw, headers['content-encoding'])
  const content = contentOf(body, headers['content-type'])
  const faults = world.faults.take(endpoint)
  const end = createEnd()
  const record: LoggedRequest = {
    number: world.log.nextNumber(),
    endpoint,
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    httpVersion: request.httpVersion,
    connection: connection.number,
    bearer: /^Bearer (.+)$/iu.exec(headers['authorization'] ?? '')?.[1],
    contentEncoding: headers['content-encoding'],
    bodyBytes: raw.length,
    body: world.options.keepBodies ? content : undefined,
    arrivedAt,
    faults: faults.kinds,
    status: undefined,
    aborted: false,
    ended: end.settled,
  }
  const exchange = new Exchange({
    socket: connection.socket,
    response,
    record,
    body,
    content,
    faults,
  })
  void recordEnd(exchange, end.settle)
  world.log.add(record)
  return exchange
}

/** How a request ended, told once. */
export interface End {
  settled: Promise<Outcome>
  settle: (outcome: Outcome) => void
}

export function createEnd(): End {
  const end: Partial<End> = {}
  end.settled = new Promise((resolve) => {
    end.settle = resolve
  })
  return end as End
}

async function recordEnd(exchange: Exchange, settle: End['settle']): Promise<void> {
  await exchange.closed
  exchange.record.aborted = exchange.outcome === 'aborted'
  settle(exchange.outcome)
}

/** Headers as the log has them. */
export function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value
  return joined
}
