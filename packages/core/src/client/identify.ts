import { arch, release, type } from 'node:os'
import type { ExchangeMiddleware } from '../transport/exchange.ts'
import { version } from '../version.ts'

/**
 * Says who sends the request: the program's own name, never the Codex CLI's.
 *
 * @param isAlone in the `User-Agent` only: a server that does not know `originator` gets none
 * @see docs/protocol.md §10
 */
export function identify(originator: string, isAlone = false): ExchangeMiddleware {
  const library = `via-codex/${version}`
  const system = `(${type()} ${release()}; ${arch()})`
  const userAgent =
    originator === 'via-codex' ? `${library} ${system}` : `${originator} ${system} ${library}`
  const identity = {
    ...(!isAlone && { originator }),
    'user-agent': userAgent.replaceAll(/[^\x20-\x7e]/g, '_'),
  }
  return (next) => (url, init) => next(url, { ...init, headers: { ...init.headers, ...identity } })
}
