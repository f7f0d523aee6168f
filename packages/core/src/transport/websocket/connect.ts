import { createHash, randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { TransportError } from '../../errors/transport-error.ts'
import type { Exchange, ExchangeInit, ExchangeResponse } from '../exchange.ts'
import type { Upgraded } from '../undici-exchange.ts'

/** An opened WebSocket, before any frame. */
export interface OpenedSocket {
  readonly stream: Duplex
  readonly headers: ExchangeResponse['headers']
}

/** What is sent with the body and not with the opening. */
const bodyHeaders = new Set(['accept', 'content-type', 'content-encoding'])

/** @see RFC 6455 §1.3 */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/**
 * Opens a WebSocket where a request would go, with that request's headers. No compression is offered: each
 * small event of an answer would have to be inflated by itself.
 *
 * @param dial gives an {@link Upgraded} answer, or the refusal
 * @returns the refusal as it came, to be judged like any answer
 * @throws {@link TransportError} `CONNECTION_FAILED` for an answer that is no WebSocket's
 * @see docs/protocol.md §7
 */
export async function connectWebSocket(
  dial: Exchange,
  url: string,
  { headers, signal }: Pick<ExchangeInit, 'headers' | 'signal'>,
): Promise<OpenedSocket | ExchangeResponse> {
  const key = randomBytes(16).toString('base64')
  const kept = Object.entries(headers).filter(([name]) => !bodyHeaders.has(name))
  const response = await dial(url, {
    method: 'GET',
    headers: {
      ...Object.fromEntries(kept),
      'openai-beta': 'responses_websockets=2026-02-06',
      'sec-websocket-version': '13',
      'sec-websocket-key': key,
    },
    ...(signal && { signal }),
    redirect: 'manual',
  })
  if (!('stream' in response)) return response
  const { stream } = response as Upgraded
  const expected = createHash('sha1').update(`${key}${acceptSuffix}`).digest('base64')
  if (response.headers.get('sec-websocket-accept') === expected) {
    return { stream, headers: response.headers }
  }
  stream.destroy()
  throw new TransportError(
    'CONNECTION_FAILED',
    'The server opened something else than a WebSocket.',
  )
}
