/** The global `fetch`, as every host of the ecosystem takes and gives it. */
export type FetchFunction = typeof globalThis.fetch

/** What one request needs. A subset of `RequestInit`. */
export interface ExchangeInit {
  method: 'GET' | 'POST'
  /** Names in lower case. */
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  signal?: AbortSignal
  /** Names the requests that follow each other, for a transport that keeps a connection for them. */
  conversation?: string
  /** A request that may carry a token never follows a redirect. */
  redirect: 'manual'
}

/** What one answer gives. A subset of `Response`. */
export interface ExchangeResponse {
  readonly status: number
  readonly headers: {
    get(name: string): string | null
    entries(): IterableIterator<[string, string]>
  }
  /** Read once, by one reader. Leaving its loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array> | null
  /** Reads the body to its end as UTF-8. */
  text(): Promise<string>
}

/**
 * One request and its answer: the seam of the whole path. It is the part of `fetch` that the path
 * uses, so any `fetch` is an `Exchange`, while our own transport need not build web streams.
 */
export type Exchange = (url: string, init: ExchangeInit) => Promise<ExchangeResponse>

/** Wraps an exchange with one concern. */
export type ExchangeMiddleware = (next: Exchange) => Exchange
