/** Who carries requests to the outside, and for whom nobody does. */
export interface Proxies {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

/**
 * The proxies the environment names, in either case of letters: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
 * for both, `NO_PROXY`. A proxy without a scheme is an http one; its path means nothing.
 *
 * @returns `undefined` when there is none
 */
export function proxiesFrom(env: NodeJS.ProcessEnv): Proxies | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || ''
  const all = read('ALL_PROXY')
  const httpProxy = withoutPath(read('HTTP_PROXY') || all)
  const httpsProxy = withoutPath(read('HTTPS_PROXY') || all)
  if (!httpProxy && !httpsProxy) return undefined
  return { httpProxy, httpsProxy, noProxy: read('NO_PROXY') }
}

function withoutPath(proxy: string): string {
  if (!proxy) return ''
  const url = URL.parse(proxy.includes('://') ? proxy : `http://${proxy}`)
  if (!url) return proxy
  const user = url.username && `${url.username}${url.password && `:${url.password}`}@`
  return `${url.protocol}//${user}${url.host}`
}
