import { EnvHttpProxyAgent, type Dispatcher } from 'undici'

/** Loaded only where a proxy is set: it takes its time. */
export function openProxiedAgent(options: EnvHttpProxyAgent.Options): Dispatcher {
  return new EnvHttpProxyAgent(options)
}
