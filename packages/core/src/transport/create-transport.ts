import type { Agent } from 'undici'
import type { Exchange, FetchFunction } from './exchange.ts'
import { mapNetworkError } from './network-error.ts'
import { withTimeouts, type Timeouts } from './timeouts.ts'
import { createUndiciExchange } from './undici-exchange.ts'

/** The exchange at the bottom of the path, and the owner of its sockets. */
export interface Transport {
  readonly exchange: Exchange
  /** Closes every connection, idle or not. */
  close(): Promise<void>
}

export interface TransportOptions {
  readonly timeouts: Timeouts & {
    /** From the first packet to a usable connection. */
    readonly connectMs: number
  }
  /** Replaces our own HTTP client. */
  readonly fetch?: FetchFunction | undefined
}

/**
 * Makes a transport over undici: HTTP/2 where the server offers it, kept-alive connections. Nothing is
 * loaded or opened before the first request.
 */
export function createTransport(options: TransportOptions): Transport {
  let agent: Promise<Agent> | undefined
  let exchange: Promise<Exchange> | undefined
  const open = () => {
    agent ??= openAgent(options.timeouts.connectMs)
    exchange ??= agent.then(createUndiciExchange)
    return exchange
  }
  const bottom: Exchange = options.fetch ?? (async (url, init) => (await open())(url, init))
  return {
    exchange: withTimeouts(withNetworkErrors(bottom), options.timeouts),
    async close() {
      await (await agent)?.destroy()
    },
  }
}

async function openAgent(connectMs: number): Promise<Agent> {
  const { Agent } = await import('undici')
  return new Agent({
    allowH2: true,
    connect: { timeout: connectMs, preferH2: true },
    keepAliveTimeout: 30_000,
  })
}

function withNetworkErrors(next: Exchange): Exchange {
  return async (url, init) => {
    try {
      return await next(url, init)
    } catch (error) {
      throw mapNetworkError(error, url, init.signal)
    }
  }
}
