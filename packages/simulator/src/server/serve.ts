import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { World } from '../world.ts'
import type { Connection } from './listen.ts'
import type { Exchange } from '../http/exchange.ts'
import { receive } from './receive.ts'
import { detailReply } from '../reply.ts'
import { route } from './route.ts'

/** Serves one request from its first byte to its end; never rejects. */
export async function serve(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  connection: Connection,
  world: World,
): Promise<void> {
  let exchange: Exchange | undefined
  try {
    exchange = await receive(request, response, connection, world)
    if (exchange) await route(exchange, world)
  } catch (error) {
    // Most likely a scenario function threw: say so where the test will look.
    const message = `The simulator failed: ${error instanceof Error ? error.message : String(error)}`
    if (exchange?.record.status === undefined) await exchange?.send(detailReply(500, message))
    else exchange.drop()
  }
}
