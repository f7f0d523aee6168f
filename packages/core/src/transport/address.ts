import { isLoopback } from './loopback.ts'

/** Where a request goes. */
export interface Address {
  readonly origin: string
  /** With the query. */
  readonly path: string
  readonly usesTls: boolean
  /** Whether it stays on this machine. */
  readonly isLocal: boolean
}

// A client asks at very few addresses, again and again.
let last: { readonly url: string; readonly address: Address } | undefined

/** @throws TypeError for what is no URL */
export function parseAddress(url: string): Address {
  if (last?.url !== url) {
    const { origin, pathname, search, protocol, hostname } = new URL(url)
    const usesTls = protocol === 'https:'
    last = {
      url,
      address: { origin, path: pathname + search, usesTls, isLocal: isLoopback(hostname) },
    }
  }
  return last.address
}
