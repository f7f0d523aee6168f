import type { Renewal } from '../credentials/renewal.ts'
import { parseJson } from '../protocol/json.ts'
import { parseRateLimitEvent } from '../protocol/rate-limit-event.ts'
import { parseRateLimitHeaders } from '../protocol/rate-limit.ts'
import type { ExchangeMiddleware, ExchangeResponse } from '../transport/exchange.ts'
import type { EmitClientEvent } from './client-events.ts'

/** Tells what the plan has left, whenever an answer's headers say so. */
export function tellRateLimits(emit: EmitClientEvent): ExchangeMiddleware {
  return (next) => async (url, init) => {
    const response = await next(url, init)
    const rateLimits = parseRateLimitHeaders((name) => response.headers.get(name))
    if (rateLimits) emit('rateLimits', rateLimits)
    return response
  }
}

const limitsEvent = Buffer.from('"codex.rate_limits"')

/**
 * The body of an answer, telling what the plan has left when an event in it says so and no header did. Over a
 * WebSocket each piece is one whole event; pieces of another cut are let pass.
 */
export function overhearRateLimits(
  { headers, body }: ExchangeResponse,
  emit: EmitClientEvent,
): AsyncIterable<Uint8Array> | null {
  if (!body || parseRateLimitHeaders((name) => headers.get(name))) return body
  const listen = (result: IteratorResult<Uint8Array>) => {
    if (result.done || !Buffer.prototype.includes.call(result.value, limitsEvent)) return result
    const [, data = ''] = /^data: (.+)$/m.exec(new TextDecoder().decode(result.value)) ?? []
    const rateLimits = parseRateLimitEvent(parseJson(data))
    if (rateLimits) emit('rateLimits', rateLimits)
    return result
  }
  return {
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]()
      return {
        next: () => source.next().then(listen),
        return: async () => (await source.return?.()) ?? { value: undefined, done: true },
      }
    },
  }
}

/** The same renewal, telling how it went. */
export function tellRenewal(renewal: Renewal, emit: EmitClientEvent | undefined): Renewal {
  if (!emit || renewal.by === 'never') return renewal
  const { by } = renewal
  const tell = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await work
      emit('refresh', { by })
      return result
    } catch (error) {
      emit('refresh', { by, error })
      throw error
    }
  }
  return renewal.by === 'own'
    ? { ...renewal, refresh: (grant) => tell(renewal.refresh(grant)) }
    : { by: 'delegate', delegate: () => tell(renewal.delegate()) }
}
