/** Who carries requests to the outside, and for whom nobody does. */
export interface Proxies {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

/** A token for this machine never leaves it. */
const never = 'localhost,127.0.0.1,::1'

/**
 * The proxies the environment names, in either case of letters: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
 * for both, `NO_PROXY`.
 *
 * @returns `undefined` when there is none
 */
export function proxiesFrom(env: NodeJS.ProcessEnv): Proxies | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || ''
  const all = read('ALL_PROXY')
  const httpProxy = read('HTTP_PROXY') || all
  const httpsProxy = read('HTTPS_PROXY') || all
  if (!httpProxy && !httpsProxy) return undefined
  const noProxy = read('NO_PROXY')
  return { httpProxy, httpsProxy, noProxy: noProxy ? `${noProxy},${never}` : never }
}
