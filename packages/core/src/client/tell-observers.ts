import type { Renewal } from '../credentials/renewal.ts'
import { parseRateLimitHeaders } from '../protocol/rate-limit.ts'
import type { ExchangeMiddleware } from '../transport/exchange.ts'
import type { EmitClientEvent } from './client-events.ts'

/** Tells what the plan has left, whenever an answer says so. */
export function tellRateLimits(emit: EmitClientEvent): ExchangeMiddleware {
  return (next) => async (url, init) => {
    const response = await next(url, init)
    const rateLimits = parseRateLimitHeaders((name) => response.headers.get(name))
    if (rateLimits) emit('rateLimits', rateLimits)
    return response
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
