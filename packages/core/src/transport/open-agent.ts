import type { Agent, buildConnector, Dispatcher, Pool } from 'undici'
import { extraCertificatesFrom, trustIn } from './certificates.ts'
import { loadUndici } from './load-undici.ts'
import { proxiesFrom } from './proxies.ts'
import { pingIntervalMs, watchConnection } from './watch-connection.ts'

export interface AgentOptions {
  /** Longest wait for a usable connection, in milliseconds. */
  readonly connectMs: number
  /** Whether it speaks TLS, and so needs to know whom to trust. */
  readonly usesTls: boolean
  /** Whether it stays on this machine, where no proxy may see a token. */
  readonly isLocal: boolean
  readonly env: NodeJS.ProcessEnv
  /** Whether to speak HTTP/1.1 only, as WebSockets need it. @default false */
  readonly isHttp1?: boolean | undefined
  /** Between two signs of life of an HTTP/2 connection, in milliseconds. @default 20_000 */
  readonly pingMs?: number | undefined
}

/**
 * Makes a dispatcher: the proxies and certificates of the environment, HTTP/2 where the server offers
 * it, kept-alive connections.
 *
 * @throws {@link TransportError} `CONNECTION_FAILED` when the certificates cannot be read
 */
export async function openAgent(options: AgentOptions): Promise<Dispatcher> {
  const { connectMs, env } = options
  const extra = options.usesTls ? extraCertificatesFrom(env) : undefined
  const trust = extra && { secureContext: trustIn(extra) }
  const allowH2 = !options.isHttp1
  const connect = {
    timeout: connectMs,
    preferH2: allowH2,
    allowH2,
    keepAliveInitialDelay: 15_000,
    ...trust,
  }
  const { Agent, Pool, buildConnector } = await loadUndici()
  const agentOptions = {
    allowH2,
    connect,
    keepAliveTimeout: 30_000,
    h2Options: { pingInterval: options.pingMs ?? pingIntervalMs },
    factory: watchedPools(Pool, buildConnector, options.pingMs ?? pingIntervalMs),
  }
  const proxies = options.isLocal ? undefined : proxiesFrom(env)
  if (!proxies) return new Agent(agentOptions)
  const { openProxiedAgent } = await import('./open-proxied-agent.ts')
  return openProxiedAgent({
    ...agentOptions,
    ...proxies,
    requestTls: connect,
    ...(trust && { proxyTls: trust }),
  })
}

/** Pools whose HTTP/2 connections are watched. */
function watchedPools(
  PoolOfUndici: typeof Pool,
  build: typeof buildConnector,
  pingMs: number,
): NonNullable<Agent.Options['factory']> {
  return (origin, options) => {
    const poolOptions = options as Pool.Options
    const { connect: given } = poolOptions
    // A proxy brings its own way to connect.
    const open = typeof given === 'function' ? given : build({ ...given })
    return new PoolOfUndici(origin, {
      ...poolOptions,
      connect: (target, callback) =>
        open(target, (...outcome) => {
          const [, socket] = outcome
          if (socket && 'alpnProtocol' in socket && socket.alpnProtocol === 'h2') {
            watchConnection(socket, pingMs)
          }
          callback(...outcome)
        }),
    })
  }
}
