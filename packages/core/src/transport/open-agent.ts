import type { Dispatcher } from 'undici'
import { extraCertificatesFrom, trustedCertificates } from './certificates.ts'
import { proxiesFrom } from './proxies.ts'

export interface AgentOptions {
  /** Longest wait for a usable connection, in milliseconds. */
  readonly connectMs: number
  /** Whether anything will be asked over TLS; decides whether certificates are read. */
  readonly usesTls: boolean
  readonly env: NodeJS.ProcessEnv
}

/**
 * Makes the one dispatcher everything goes through: the proxies and certificates of the environment,
 * HTTP/2 where the server offers it, kept-alive connections.
 *
 * @throws {@link TransportError} `CONNECTION_FAILED` when the certificates cannot be read
 */
export async function openAgent({ connectMs, usesTls, env }: AgentOptions): Promise<Dispatcher> {
  const extra = usesTls ? extraCertificatesFrom(env) : undefined
  const trust = extra && { ca: trustedCertificates(extra) }
  const connect = { timeout: connectMs, preferH2: true, ...trust }
  const options = { allowH2: true, connect, keepAliveTimeout: 30_000 }
  const proxies = proxiesFrom(env)
  if (!proxies) {
    const { Agent } = await import('undici')
    return new Agent(options)
  }
  const { openProxiedAgent } = await import('./open-proxied-agent.ts')
  return openProxiedAgent({
    ...options,
    ...proxies,
    requestTls: connect,
    ...(trust && { proxyTls: trust }),
  })
}
