import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'
import { readText } from './body-queue.ts'
import type { Exchange, ExchangeInit, ExchangeMiddleware } from './exchange.ts'

/** Below this a body is a few packets either way, and compressing it is a good part of what a request costs. */
const smallestBytes = 4 * 1024
/** Above this the program would stand still for milliseconds. */
const largestSyncBytes = 1024 * 1024
/** How much of a refusal is read. */
const maxRefusalBytes = 64 * 1024

/**
 * Compresses the bodies of requests to `…/responses` with zstd. A server that seems not to take it, by a
 * 400 or 415, gets the body plain, once; when that is right, it gets nothing compressed any more, and when
 * it has taken a compressed body before, its 400 is about something else.
 *
 * @see docs/protocol.md §6.7
 */
export function compressRequest(): ExchangeMiddleware {
  let isTaken: boolean | undefined
  const send = async (next: Exchange, url: string, init: ExchangeInit, body: string) => {
    const headers = { ...init.headers, 'content-encoding': 'zstd' }
    const response = await next(url, { ...init, headers, body: await compress(body) })
    const isRefused = response.status === 415 || (response.status === 400 && isTaken === undefined)
    if (isSuccess(response.status)) isTaken = true
    if (!isRefused) return response
    // Read first, so that its connection is free.
    await readText(response.body, maxRefusalBytes)
    const plain = await next(url, init)
    if (isSuccess(plain.status)) isTaken = false
    return plain
  }
  return (next) => (url, init) => {
    const { body, method } = init
    const isModelRequest = method === 'POST' && url.endsWith('/responses')
    const isWorthIt = typeof body === 'string' && body.length >= smallestBytes
    return isModelRequest && isWorthIt && isTaken !== false
      ? send(next, url, init, body)
      : next(url, init)
  }
}

async function compress(body: string): Promise<Uint8Array<ArrayBuffer>> {
  const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }
  return body.length > largestSyncBytes
    ? promisify(zstdCompress)(body, level)
    : zstdCompressSync(body, level)
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}
