import type { Dispatcher } from 'undici'
import { extraCertificatesFrom, trustedCertificates } from './certificates.ts'
import { loadAgent } from './load-agent.ts'
import { proxiesFrom } from './proxies.ts'

export interface AgentOptions {
  /** Longest wait for a usable connection, in milliseconds. */
  readonly connectMs: number
  /** Whether it speaks TLS, and so needs to know whom to trust. */
  readonly usesTls: boolean
  /** Whether it stays on this machine, where no proxy may see a token. */
  readonly isLocal: boolean
  readonly env: NodeJS.ProcessEnv
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
  const trust = extra && { ca: trustedCertificates(extra) }
  const connect = { timeout: connectMs, preferH2: true, ...trust }
  const agentOptions = { allowH2: true, connect, keepAliveTimeout: 30_000 }
  const proxies = options.isLocal ? undefined : proxiesFrom(env)
  if (!proxies) {
    const Agent = await loadAgent()
    return new Agent(agentOptions)
  }
  const { openProxiedAgent } = await import('./open-proxied-agent.ts')
  return openProxiedAgent({
    ...agentOptions,
    ...proxies,
    requestTls: connect,
    ...(trust && { proxyTls: trust }),
  })
}
