import { createHash } from 'node:crypto'
import { CodexError } from '../../errors/codex-error.ts'
import type { Logger } from '../../foundation/logger.ts'
import { alreadyRead, readText, readWhole } from '../body-queue.ts'
import type { Exchange, ExchangeInit, ExchangeMiddleware, ExchangeResponse } from '../exchange.ts'
import { withTimeouts, type Timeouts } from '../timeouts.ts'
import { connectWebSocket } from './connect.ts'
import { ResponseChannel, type ChannelOptions } from './response-channel.ts'
import { toDeltaFrame, toRequestParts, toWholeFrame } from './response-delta.ts'
import { connectionCodes, type ErrorFrame } from './response-frames.ts'

export interface WebSocketOptions extends Pick<ChannelOptions, 'toReplayed'> {
  /** `auto`: only for requests that name a conversation. */
  readonly mode: 'websocket' | 'auto'
  readonly timeouts: Timeouts
  readonly logger: Logger
  /** @default 20_000 */
  readonly pingMs?: number | undefined
  /** How long a connection waits for the next request of its conversation. @default 300_000 */
  readonly keepMs?: number | undefined
}

/** The server ends connections that are an hour old. @see docs/protocol.md §7 */
const maxAgeMs = 55 * 60_000
/** The server takes frames below 16 MiB. @see docs/protocol.md §6.13 */
const maxFrameBytes = 16 * 1024 * 1024 - 1
/** How long HTTP is used after a WebSocket failed, in milliseconds. */
const coolDownMs = 60_000
const maxKept = 16
const maxRefusalBytes = 64 * 1024

/** This request goes over HTTP, and so do those of the next while. */
class UseHttp extends Error {
  readonly forMs: number
  constructor(why: string, forMs: number) {
    super(why)
    this.forMs = forMs
  }
}

/**
 * Sends model requests over WebSockets, one for each conversation, and gives their events as an event
 * stream gives them. Where no WebSocket can be had, or none that answers, the request goes over HTTP;
 * never once its answer has begun.
 *
 * @param dial asks for a WebSocket, see {@link connectWebSocket}
 * @see docs/protocol.md §7
 */
export function overWebSocket(dial: Exchange, options: WebSocketOptions): ExchangeMiddleware {
  const { mode, logger } = options
  const kept = new Map<string, ResponseChannel>()
  let httpUntil = 0
  const timed = withTimeouts(askOver(dial, kept, options), options.timeouts)
  return (next) => async (url, init) => {
    const isModelRequest = init.method === 'POST' && url.endsWith('/responses')
    const isWanted = mode === 'websocket' || init.conversation !== undefined
    if (!isModelRequest || !isWanted || performance.now() < httpUntil) return next(url, init)
    try {
      return await timed(url, init)
    } catch (error) {
      if (!(error instanceof UseHttp)) throw error
      logger.debug?.('The request goes over HTTP.', { because: error.message })
      httpUntil = Math.max(httpUntil, performance.now() + error.forMs)
      return next(url, init)
    }
  }
}

function askOver(
  dial: Exchange,
  kept: Map<string, ResponseChannel>,
  { toReplayed, pingMs = 20_000, keepMs = 300_000 }: WebSocketOptions,
): Exchange {
  const open = async (url: string, init: ExchangeInit, key: string | undefined) => {
    const opened = await dialOrGiveUp(dial, url, init)
    if (!('stream' in opened)) return opened
    const isKept = key !== undefined && !kept.has(key)
    const channel = await ResponseChannel.open(opened, {
      toReplayed,
      pingMs,
      keepMs: isKept ? keepMs : 0,
      onClosed: (closed) => void (isKept && kept.get(key) === closed && kept.delete(key)),
    })
    if (isKept && channel.isIdle) keep(kept, key, channel)
    return channel
  }
  return async (url, init) => {
    const body = init.body as string
    const key = init.conversation === undefined ? undefined : keyOf(url, init)
    const parts = key === undefined ? undefined : toRequestParts(body)
    let reused = key === undefined ? undefined : take(kept, key)
    for (;;) {
      const delta = parts && toDeltaFrame(reused?.last, parts)
      const frame = delta ?? toWholeFrame(body)
      if (Buffer.byteLength(frame) > maxFrameBytes) throw new UseHttp('it is too large', 0)
      const channel = reused ?? (await open(url, init, key))
      if (!(channel instanceof ResponseChannel)) return channel
      const answer = await channel.ask(frame, parts, init.signal)
      if ('body' in answer) {
        const { body: events } = answer
        return {
          status: 200,
          headers: channel.headers,
          body: events,
          text: () => readWhole(events),
        }
      }
      const isStale = 'closedWith' in answer || connectionCodes.has(answer.refusal.code)
      if (!isStale) return toResponse(answer.refusal)
      // An old connection may have died unnoticed; a new one that does not work has a reason.
      if (!reused) {
        const isTooLarge = 'closedWith' in answer && answer.closedWith === 1009
        throw new UseHttp('the WebSocket gave no answer', isTooLarge ? 0 : coolDownMs)
      }
      if (key !== undefined && kept.get(key) === reused) kept.delete(key)
      reused = undefined
    }
  }
}

/** @returns the refusals that are about the login or the plan, which HTTP would meet alike */
async function dialOrGiveUp(dial: Exchange, url: string, init: ExchangeInit) {
  let opened
  try {
    opened = await connectWebSocket(dial, url, init)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (!CodexError.isInstance(error) || code === 'INSECURE_ENDPOINT') throw error
    throw new UseHttp(`no WebSocket could be opened (${code as string})`, coolDownMs)
  }
  if ('stream' in opened || opened.status === 401 || opened.status === 429) return opened
  await readText(opened.body, maxRefusalBytes)
  const forMs = opened.status === 426 ? Number.POSITIVE_INFINITY : coolDownMs
  throw new UseHttp(`the server opens no WebSocket (${opened.status})`, forMs)
}

/** A conversation of one account at one place: what a connection is good for. */
function keyOf(url: string, { headers, conversation }: ExchangeInit): string {
  const account = headers['chatgpt-account-id'] ?? digest(headers['authorization'] ?? '')
  return [url, account, conversation].join('\n')
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** The kept connection of a conversation, unless it is in use or too old. */
function take(kept: Map<string, ResponseChannel>, key: string): ResponseChannel | undefined {
  const channel = kept.get(key)
  if (!channel?.isIdle) return undefined
  kept.delete(key)
  if (performance.now() - channel.openedAt > maxAgeMs) {
    channel.close()
    return undefined
  }
  // The newest is last.
  kept.set(key, channel)
  return channel
}

function keep(kept: Map<string, ResponseChannel>, key: string, channel: ResponseChannel): void {
  kept.set(key, channel)
  if (kept.size <= maxKept) return
  for (const [oldest, other] of kept) {
    if (!other.isIdle || other === channel) continue
    kept.delete(oldest)
    return other.close()
  }
}

function toResponse({ status, headers, text }: ErrorFrame): ExchangeResponse {
  return alreadyRead(
    { status, headers: new Headers(headers), body: null, text: async () => text },
    text,
  )
}
