import { TransportError } from '../errors/transport-error.ts'
import type { ExchangeMiddleware } from './exchange.ts'
import { isLoopback } from './loopback.ts'

/** Whether a token may travel there: https anywhere, or plain http that stays on this machine. */
export function isSecureEndpoint(url: string): boolean {
  const parsed = URL.parse(url)
  if (!parsed || parsed.username !== '' || parsed.password !== '') return false
  if (parsed.protocol === 'https:') return true
  return parsed.protocol === 'http:' && isLoopback(parsed.hostname)
}

/** @throws {@link TransportError} `INSECURE_ENDPOINT` unless a token may travel there */
export function assertSecureEndpoint(url: string): void {
  if (isSecureEndpoint(url)) return
  const parsed = URL.parse(url)
  const shown = parsed ? `${parsed.protocol}//${parsed.host}` : 'an invalid URL'
  throw new TransportError('INSECURE_ENDPOINT', `A token must not be sent to ${shown}.`, {
    hint: 'Use https without a user name, or http on 127.0.0.1.',
  })
}

/** Refuses an insecure address before anything is sent. */
export const secureEndpoint: ExchangeMiddleware = (next) => async (url, init) => {
  assertSecureEndpoint(url)
  return next(url, init)
}
