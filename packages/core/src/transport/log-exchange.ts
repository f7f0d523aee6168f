import type { Logger } from '../foundation/logger.ts'
import { redactHeaders, redactUrl } from '../foundation/redact.ts'
import type { ExchangeMiddleware } from './exchange.ts'

/** Reports each request and answer at debug level, redacted, without bodies. */
export function logExchange(logger: Logger): ExchangeMiddleware {
  if (!logger.debug) return (next) => next
  return (next) => async (url, init) => {
    const startedAt = performance.now()
    const request = { method: init.method, url: redactUrl(url) }
    logger.debug?.('Request', { ...request, headers: redactHeaders(Object.entries(init.headers)) })
    const elapsedMs = () => Math.round(performance.now() - startedAt)
    try {
      const response = await next(url, init)
      const headers = redactHeaders(response.headers.entries())
      logger.debug?.('Answer', {
        ...request,
        status: response.status,
        elapsedMs: elapsedMs(),
        headers,
      })
      return response
    } catch (error) {
      const code = (error as { code?: unknown } | null | undefined)?.code
      logger.debug?.('No answer', { ...request, elapsedMs: elapsedMs(), code })
      throw error
    }
  }
}
