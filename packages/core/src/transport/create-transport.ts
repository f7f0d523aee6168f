import type { Dispatcher } from 'undici'
import type { Exchange, FetchFunction } from './exchange.ts'
import { mapNetworkError } from './network-error.ts'
import { isLoopback } from './loopback.ts'
import { openAgent, type AgentOptions } from './open-agent.ts'
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
  /** Names the proxies and certificates. */
  readonly env: NodeJS.ProcessEnv
  /** Replaces our own HTTP client. */
  readonly fetch?: FetchFunction | undefined
}

/**
 * Makes a transport over undici. Nothing is loaded or opened before the first request, and no more than
 * its address needs: plain requests to this machine wait for no certificates and meet no proxy.
 */
export function createTransport(options: TransportOptions): Transport {
  const agents = new Map<string, Promise<OpenedAgent>>()
  const agentFor = (url: string) => {
    const { protocol, hostname } = new URL(url)
    const usesTls = protocol === 'https:'
    const isLocal = isLoopback(hostname)
    const key = `${usesTls} ${isLocal}`
    let agent = agents.get(key)
    if (!agent) {
      const { connectMs } = options.timeouts
      agent = open({ connectMs, usesTls, isLocal, env: options.env })
      agents.set(key, agent)
      // A file of certificates that is put right is read at the next request.
      agent.catch(() => agents.delete(key))
    }
    return agent
  }
  const bottom: Exchange =
    options.fetch ?? (async (url, init) => (await agentFor(url)).exchange(url, init))
  return {
    exchange: withTimeouts(withNetworkErrors(bottom), options.timeouts),
    async close() {
      for (const agent of agents.values()) {
        // What could not be opened needs no closing.
        await agent.then(
          ({ dispatcher }) => dispatcher.destroy(),
          () => {},
        )
      }
    },
  }
}

interface OpenedAgent {
  readonly dispatcher: Dispatcher
  readonly exchange: Exchange
}

async function open(options: AgentOptions): Promise<OpenedAgent> {
  const dispatcher = await openAgent(options)
  return { dispatcher, exchange: createUndiciExchange(dispatcher) }
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
