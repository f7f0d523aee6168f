import type { Duplex } from 'node:stream'
import type { Dispatcher } from 'undici'
import { ApiError } from '../errors/api-error.ts'
import { parseAddress } from './address.ts'
import { BodyQueue, readWhole } from './body-queue.ts'
import type { Exchange, ExchangeInit, ExchangeResponse } from './exchange.ts'

/** An exchange over an undici dispatcher, without the cost of web streams. */
export function createUndiciExchange(dispatcher: Dispatcher): Exchange {
  return (url, init) => dispatch(dispatcher, url, init)
}

function dispatch(
  dispatcher: Dispatcher,
  url: string,
  init: ExchangeInit,
  upgrade?: 'websocket',
): Promise<ExchangeResponse> {
  return new Promise((resolve, reject) => {
    init.signal?.throwIfAborted()
    const { origin, path } = parseAddress(url)
    dispatcher.dispatch(
      {
        origin,
        path,
        method: init.method,
        headers: init.headers,
        body: init.body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
        ...(upgrade && { upgrade }),
      },
      new ResponseHandler(init, resolve, reject),
    )
  })
}

/** An answer of 101: the connection is the caller's now, in `stream`. */
export interface Upgraded extends ExchangeResponse {
  readonly stream: Duplex
}

/**
 * An exchange that asks for a WebSocket. Whoever is refused gets an answer like any other.
 *
 * @param dispatcher speaks HTTP/1.1
 * @returns answers of which those with status 101 are {@link Upgraded}
 */
export function createUpgradeExchange(dispatcher: Dispatcher): Exchange {
  return (url, init) => dispatch(dispatcher, url, init, 'websocket')
}

type Headers = Record<string, string | string[] | undefined>

class ResponseHandler implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined
  #body: BodyQueue | undefined
  #settled = false
  readonly #signal: AbortSignal | undefined
  readonly #resolve: (response: ExchangeResponse) => void
  readonly #reject: (error: unknown) => void

  constructor(
    init: ExchangeInit,
    resolve: (response: ExchangeResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#signal = init.signal
    this.#resolve = resolve
    this.#reject = reject
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Aborted while it waited for a connection.
    if (this.#settled) controller.abort(new Error('The request was aborted.'))
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    if (status < 200) return
    const encoding = headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity' && status < 300) {
      this.#fail(packedAnswer(String(encoding)))
      return controller.abort(new Error('The answer cannot be read.'))
    }
    this.#settled = true
    const body = new BodyQueue(controller)
    this.#body = body
    this.#resolve({ status, headers: new HeaderReader(headers), body, text: () => readWhole(body) })
  }

  onRequestUpgrade(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
    stream: Duplex,
  ): void {
    this.#stopListening()
    // Aborted as it came.
    if (this.#settled) return void stream.destroy()
    this.#settled = true
    const upgraded: Upgraded = {
      status,
      headers: new HeaderReader(headers),
      body: null,
      text: async () => '',
      stream,
    }
    this.#resolve(upgraded)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body?.push(chunk)
  }

  onResponseEnd(): void {
    this.#stopListening()
    // undici takes the connection back in a task that it queues right after this call. Behind that task,
    // a request which follows at once does not open another connection.
    queueMicrotask(() => setImmediate(() => this.#body?.end()))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  readonly #onAbort = () => {
    this.#fail(this.#signal?.reason)
    this.#controller?.abort(new Error('The request was aborted.'))
  }

  #fail(error: unknown): void {
    this.#stopListening()
    if (!this.#settled) {
      this.#settled = true
      this.#reject(error)
    } else {
      this.#body?.fail(error)
    }
  }

  #stopListening(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }
}

/** Never unpacked: nobody asks for it, and what unpacks to gigabytes is small. */
function packedAnswer(encoding: string): ApiError {
  return new ApiError(
    'SERVER_ERROR',
    `The answer is packed (${encoding}), which nobody asked for.`,
    {
      isRetryable: false,
      hint: 'Something between here and the server packs answers: have it leave them as they are.',
    },
  )
}

class HeaderReader {
  readonly #headers: Headers

  constructor(headers: Headers) {
    this.#headers = headers
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()]
    if (value === undefined) return null
    return typeof value === 'string' ? value : value.join(', ')
  }

  *entries(): Generator<[string, string]> {
    for (const name of Object.keys(this.#headers)) yield [name, this.get(name) ?? '']
  }
}
