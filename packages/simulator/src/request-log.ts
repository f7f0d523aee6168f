import type { Endpoint } from './endpoint.ts'
import type { Fault } from './faults/fault.ts'

/** How an exchange ended: the answer was sent, the client left first, or the simulator dropped it on purpose. */
export type Outcome = 'answered' | 'aborted' | 'dropped'

/** One request as it arrived, and what became of it. */
export interface LoggedRequest {
  /** Counts every request of this simulator, from 1. */
  readonly number: number
  readonly endpoint: Endpoint
  readonly method: string
  /** The path without its query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** `'1.1'` or `'2.0'`. */
  readonly httpVersion: string
  /** Counts sockets from 1: two requests with the same number shared one. */
  readonly connection: number
  /** The bearer, without the word. */
  readonly bearer: string | undefined
  readonly contentEncoding: string | undefined
  /** Size on the wire, before decompression. */
  readonly bodyBytes: number
  /** The decoded body: JSON, a form as an object, else text; `undefined` when empty, undecodable or not kept. */
  readonly body: unknown
  readonly arrivedAt: Date
  /** The fault kinds that hit it, in order. */
  readonly faults: readonly Fault['kind'][]
  /** The status answered, once it is. */
  status: number | undefined
  /** True when the client closed before the answer's end. */
  aborted: boolean
  /** Settles once the answer has ended, one way or another; never rejects. */
  readonly ended: Promise<Outcome>
}

/** What arrived, in order, and the questions a test asks of it. */
export interface RequestLog {
  /** Every request kept, oldest first. */
  all(): readonly LoggedRequest[]
  /** The requests kept for one endpoint, oldest first. */
  to(endpoint: Endpoint): readonly LoggedRequest[]
  /** The newest request, of one endpoint or of all. @throws Error when there was none */
  last(endpoint?: Endpoint): LoggedRequest
  /** How many arrived, forgotten ones included. */
  count(endpoint?: Endpoint): number
  /** The bearers used, in order; `undefined` where there was none. */
  bearers(endpoint?: Endpoint): readonly (string | undefined)[]
  /** Requests whose client closed before the answer's end. */
  aborted(endpoint?: Endpoint): readonly LoggedRequest[]
  /** Settles with the newest request once at least `count` have arrived. @default count 1 */
  arrival(endpoint: Endpoint, count?: number): Promise<LoggedRequest>
  /** Sockets open now. */
  readonly openConnections: number
  /** Sockets accepted since the start. */
  readonly connections: number
  /** Settles once no more than `count` sockets are open. @default count 0 */
  connectionsClosed(count?: number): Promise<void>
  /** Forgets the requests and their counts. */
  clear(): void
}

interface Waiter {
  isReady: () => boolean
  resolve: () => void
}

/** The log's inner face: what the server tells it. */
export class RequestRecorder implements RequestLog {
  connections = 0
  openConnections = 0
  #requests: LoggedRequest[] = []
  readonly #counts = new Map<Endpoint, number>()
  #total = 0
  readonly #waiters = new Set<Waiter>()
  readonly #keepRequests: number

  constructor(keepRequests: number) {
    this.#keepRequests = keepRequests
  }

  /** The number the next request gets. */
  nextNumber(): number {
    return ++this.#total
  }

  add(request: LoggedRequest): void {
    this.#counts.set(request.endpoint, this.count(request.endpoint) + 1)
    this.#requests.push(request)
    if (this.#requests.length > this.#keepRequests * 2) this.#trim()
    this.#wake()
  }

  connectionOpened(): number {
    this.openConnections++
    return ++this.connections
  }

  connectionClosed(): void {
    this.openConnections--
    this.#wake()
  }

  all(): readonly LoggedRequest[] {
    this.#trim()
    return this.#requests
  }

  to(endpoint: Endpoint): readonly LoggedRequest[] {
    return this.all().filter((request) => request.endpoint === endpoint)
  }

  last(endpoint?: Endpoint): LoggedRequest {
    const request = this.#of(endpoint).at(-1)
    if (!request) throw new Error(`no request${endpoint ? ` to ${endpoint}` : ''} has arrived`)
    return request
  }

  count(endpoint?: Endpoint): number {
    if (endpoint) return this.#counts.get(endpoint) ?? 0
    let total = 0
    for (const count of this.#counts.values()) total += count
    return total
  }

  bearers(endpoint?: Endpoint): readonly (string | undefined)[] {
    return this.#of(endpoint).map((request) => request.bearer)
  }

  aborted(endpoint?: Endpoint): readonly LoggedRequest[] {
    return this.#of(endpoint).filter((request) => request.aborted)
  }

  async arrival(endpoint: Endpoint, count = 1): Promise<LoggedRequest> {
    await this.#until(() => this.count(endpoint) >= count)
    return this.last(endpoint)
  }

  connectionsClosed(count = 0): Promise<void> {
    return this.#until(() => this.openConnections <= count)
  }

  clear(): void {
    this.#requests = []
    this.#counts.clear()
  }

  #of(endpoint: Endpoint | undefined): readonly LoggedRequest[] {
    return endpoint ? this.to(endpoint) : this.all()
  }

  #trim(): void {
    const surplus = this.#requests.length - this.#keepRequests
    if (surplus > 0) this.#requests.splice(0, surplus)
  }

  #until(isReady: () => boolean): Promise<void> {
    if (isReady()) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.add({ isReady, resolve }))
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.isReady()) continue
      this.#waiters.delete(waiter)
      waiter.resolve()
    }
  }
}
