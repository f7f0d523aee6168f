import type { Dispatcher } from 'undici'
import type { Exchange, FetchFunction } from './exchange.ts'
import { mapNetworkError } from './network-error.ts'
import { openAgent } from './open-agent.ts'
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
  /** Whom it will talk to. */
  readonly endpoints: object
  /** Names the proxies and certificates. */
  readonly env: NodeJS.ProcessEnv
  /** Replaces our own HTTP client. */
  readonly fetch?: FetchFunction | undefined
}

/**
 * Makes a transport over undici. Nothing is loaded or opened before the first request.
 */
export function createTransport(options: TransportOptions): Transport {
  let opening: Promise<{ agent: Dispatcher; exchange: Exchange }> | undefined
  const open = async () => {
    const agent = await openAgent({
      connectMs: options.timeouts.connectMs,
      usesTls: Object.values(options.endpoints).some((url: string) => url.startsWith('https:')),
      env: options.env,
    })
    return { agent, exchange: createUndiciExchange(agent) }
  }
  const bottom: Exchange =
    options.fetch ??
    (async (url, init) => {
      opening ??= open()
      return (await opening).exchange(url, init)
    })
  return {
    exchange: withTimeouts(withNetworkErrors(bottom), options.timeouts),
    async close() {
      // What could not be opened needs no closing.
      const opened = await opening?.catch(() => undefined)
      await opened?.agent.destroy()
    },
  }
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
