import type { Duplex } from 'node:stream'
import type { Dispatcher } from 'undici'
import { parseAddress } from './address.ts'
import type { Exchange, FetchFunction } from './exchange.ts'
import { mapNetworkError } from './network-error.ts'
import { openAgent, type AgentOptions } from './open-agent.ts'
import { withTimeouts, type Timeouts } from './timeouts.ts'
import { createUndiciExchange, createUpgradeExchange, type Upgraded } from './undici-exchange.ts'

/** The exchange at the bottom of the path, and the owner of its sockets. */
export interface Transport {
  readonly exchange: Exchange
  /** Asks for a WebSocket, over the same proxies and with the same trust; see {@link createUpgradeExchange}. */
  readonly upgrade: Exchange
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
  const agentFor = (url: string, isHttp1 = false) => {
    const { usesTls, isLocal } = parseAddress(url)
    const key = `${usesTls} ${isLocal} ${isHttp1}`
    let agent = agents.get(key)
    if (!agent) {
      const { connectMs } = options.timeouts
      agent = open({ connectMs, usesTls, isLocal, isHttp1, env: options.env })
      agents.set(key, agent)
      // A file of certificates that is put right is read at the next request.
      agent.catch(() => agents.delete(key))
    }
    return agent
  }
  const bottom: Exchange =
    options.fetch ?? (async (url, init) => (await agentFor(url)).exchange(url, init))
  const upgraded = new Set<Duplex>()
  const upgrade: Exchange = async (url, init) => {
    const { dispatcher } = await agentFor(url, true)
    const response = await createUpgradeExchange(dispatcher)(url, init)
    if ('stream' in response) {
      const { stream } = response as Upgraded
      upgraded.add(stream)
      // Its owner hears of the close.
      stream.on('error', () => {})
      stream.once('close', () => upgraded.delete(stream))
    }
    return response
  }
  return {
    exchange: withTimeouts(withNetworkErrors(bottom), options.timeouts),
    upgrade: withTimeouts(withNetworkErrors(upgrade), {
      ...options.timeouts,
      headersMs: options.timeouts.connectMs,
    }),
    async close() {
      for (const stream of upgraded) stream.destroy()
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
