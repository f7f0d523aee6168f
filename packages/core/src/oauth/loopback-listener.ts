import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delay } from '../foundation/delay.ts'
import type { CallbackVerdict, JudgeCallback } from './callback.ts'
import { claimPort } from './claim-port.ts'
import { otherSignInPage, pageHeaders, toHtml, type SignInPage } from './sign-in-pages.ts'

/** What ends the waiting for a browser. */
export type Arrival =
  | Exclude<CallbackVerdict, { kind: 'otherSignIn' }>
  /** Another program wants the port. */
  | { readonly kind: 'cancelled' }

export interface LoopbackListenerOptions {
  readonly ports: readonly number[]
  readonly judge: JudgeCallback
  /**
   * Whether other programs know the ports: then one of them may take a port over, and a browser may call
   * this machine `localhost`.
   */
  readonly isShared: boolean
  /** A browser came back from another sign-in and was sent away. */
  readonly onOtherSignIn: () => void
  readonly signal?: AbortSignal | undefined
}

/** How long a browser may take to fetch the page it was sent to, in milliseconds. */
const pageGraceMs = 2_000

/**
 * The address on this machine that the authority sends the browser back to. The first callback of this
 * sign-in counts; its browser waits for {@link conclude} and is then led to an address without the code.
 *
 * @see docs/protocol.md §4.1
 */
export class LoopbackListener {
  readonly redirectUri: string
  readonly arrival: Promise<Arrival>
  readonly #server: Server
  readonly #options: LoopbackListenerOptions
  readonly #arrived: PromiseWithResolvers<Arrival>
  readonly #concluded = Promise.withResolvers<SignInPage>()
  readonly #shown = Promise.withResolvers<void>()
  #phase: 'open' | 'arrived' | 'concluded' = 'open'
  #waitingBrowsers = 0

  private constructor(server: Server, options: LoopbackListenerOptions) {
    this.#server = server
    this.#options = options
    this.#arrived = Promise.withResolvers<Arrival>()
    this.arrival = this.#arrived.promise
    // Nobody may be listening any more when something goes wrong in a handler.
    this.arrival.catch(() => {})
    const { port } = server.address() as AddressInfo
    this.redirectUri = `http://127.0.0.1:${port}/auth/callback`
    server.on('error', (error) => this.#arrived.reject(error))
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#arrived.reject(error)
        response.destroy()
      })
    })
  }

  /** @throws {@link RefreshError} `SIGN_IN_FAILED` when no port can be had */
  static async open(options: LoopbackListenerOptions): Promise<LoopbackListener> {
    const { createServer, get } = await import('node:http')
    const server = await claimPort({
      ports: options.ports,
      signal: options.signal,
      listen: (port) => listen(createServer(), port),
      askToStop: async (port) => {
        if (!options.isShared) return
        await new Promise<void>((resolve) => {
          const address = `http://127.0.0.1:${port}/cancel`
          const request = get(address, { agent: false, timeout: 1_000 }, (response) => {
            response.resume()
            resolve()
          })
          request.on('timeout', () => request.destroy())
          request.on('close', () => resolve())
          request.on('error', () => resolve())
        })
      },
    })
    return new LoopbackListener(server, options)
  }

  /** Shows the page to every browser that came back, and waits a moment until they have it. */
  async conclude(page: SignInPage): Promise<void> {
    this.#phase = 'concluded'
    this.#concluded.resolve(page)
    if (this.#waitingBrowsers === 0) return
    const ended = new AbortController()
    const grace = delay(pageGraceMs, ended.signal).catch(() => {})
    await Promise.race([this.#shown.promise, grace])
    ended.abort()
  }

  /** Gives the port back at once. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host } = new URL(this.redirectUri)
    // A page elsewhere that points its own name at this machine is told nothing.
    if (!this.#isOurHost(request.headers.host, host)) return answerText(response, 403, 'Forbidden')
    if (request.method !== 'GET') return answerText(response, 405, 'Method Not Allowed')
    const url = URL.parse(request.url ?? '', `http://${host}`)
    switch (url?.pathname) {
      case '/auth/callback':
        return this.#answerCallback(response, url.searchParams)
      case '/cancel':
        if (this.#options.isShared) return this.#answerCancel(request, response)
        break
      case '/success':
      case '/failure':
        if (this.#phase === 'concluded') return this.#answerPage(response, url.pathname.slice(1))
    }
    return answerText(response, 404, 'Not Found')
  }

  async #answerCallback(response: ServerResponse, query: URLSearchParams): Promise<void> {
    const verdict = this.#options.judge(query)
    if (verdict.kind === 'otherSignIn') {
      answerPage(response, 400, otherSignInPage)
      if (this.#phase === 'open') this.#options.onOtherSignIn()
      return
    }
    if (this.#phase === 'open') this.#phase = 'arrived'
    this.#waitingBrowsers++
    const onClose = () => this.#waitingBrowsers--
    response.on('close', onClose)
    this.#arrived.resolve(verdict)
    const page = await this.#concluded.promise
    response.off('close', onClose)
    response.writeHead(302, { ...pageHeaders(), location: `/${page.kind}`, connection: 'close' })
    response.end()
  }

  #answerCancel(request: IncomingMessage, response: ServerResponse): void {
    // Only programs may cancel: a browser says which page a request comes from.
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'none') return answerText(response, 403, 'Forbidden')
    if (this.#phase !== 'open') return answerText(response, 409, 'Too late')
    this.#phase = 'arrived'
    response.on('close', () => this.#arrived.resolve({ kind: 'cancelled' }))
    return answerText(response, 200, 'Cancelled')
  }

  #isOurHost(given: string | undefined, ours: string): boolean {
    if (given === ours) return true
    return this.#options.isShared && given === ours.replace('127.0.0.1', 'localhost')
  }

  async #answerPage(response: ServerResponse, kind: string): Promise<void> {
    const page = await this.#concluded.promise
    if (page.kind !== kind) return answerText(response, 404, 'Not Found')
    response.on('close', () => {
      if (--this.#waitingBrowsers <= 0) this.#shown.resolve()
    })
    answerPage(response, 200, page)
  }
}

function answerPage(response: ServerResponse, status: number, page: SignInPage): void {
  response.writeHead(status, { ...pageHeaders(), connection: 'close' })
  response.end(toHtml(page))
}

function answerText(response: ServerResponse, status: number, text: string): void {
  const headers = { ...pageHeaders(), 'content-type': 'text/plain; charset=utf-8' }
  response.writeHead(status, { ...headers, connection: 'close' })
  response.end(`${text}\n`)
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}
