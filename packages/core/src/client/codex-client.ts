import type { Now } from '../foundation/clock.ts'
import type { Logger } from '../foundation/logger.ts'
import { createTransport } from '../transport/create-transport.ts'
import {
  createClientEvents,
  type EmitClientEvent,
  type AddClientListener,
} from './client-events.ts'
import { resolveCodexClientOptions, type CodexClientOptions } from './client-options.ts'
import { createConnector, type Connector } from './connection.ts'
import { createImages, type Images } from './images.ts'
import { createModelCache } from './model-cache.ts'
import { createModels, type Models } from './models.ts'
import { createResponses, type RequestOptions, type Responses } from './responses.ts'
import type { LoginStatus } from './login-status.ts'
import { createUsage, type Usage } from './usage.ts'

/** What is known of the login in use. */
export interface Login {
  /**
   * Reads the login and tells of it, without its secrets. Without the network too, except for a personal
   * access token, whose owner only the authority knows.
   *
   * @param options.refresh bring it up to date first, if it needs that
   * @throws {@link CredentialError} when there is none, or none that can be used
   */
  status(options?: RequestOptions & { refresh?: boolean | undefined }): Promise<LoginStatus>
  /**
   * The bearer itself, fresh, for a program that sends its own requests. It is a secret: whoever has it is
   * you until it ends. Requests made here never need it.
   *
   * @throws {@link AnyCodexError} as a request would
   */
  revealAccessToken(options?: RequestOptions): Promise<string>
}

/** A login and the way to its models. Make one and keep it: it owns connections and the fresh token. */
export interface CodexClient {
  readonly responses: Responses
  readonly models: Models
  readonly images: Images
  /**
   * What the plan has left now: windows, resets, credits, further meters.
   *
   * @throws {@link ApiError} `UNSUPPORTED_BY_BACKEND` for an API key, which has no plan
   * @throws {@link AnyCodexError}
   * @see docs/protocol.md §9.1
   */
  readonly usage: Usage
  readonly login: Login
  /**
   * Adds an observer: of `rateLimits`, `refresh`, `retry` or `warning`. What it throws disturbs nothing.
   *
   * @returns takes the observer away again
   * @throws TypeError for an event there is none of
   */
  readonly on: AddClientListener
  /**
   * Waits for a refresh under way, so that its tokens are kept, and closes all connections. Whatever is
   * asked of the client afterwards fails with `CONNECTION_FAILED`.
   */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Makes a client for the Codex login of this machine. Reads nothing and connects to nothing before the
 * first request.
 *
 * @throws TypeError for a wrong option
 * @throws {@link TransportError} `INSECURE_ENDPOINT` for an endpoint that is neither https nor loopback
 * @example
 * ```ts
 * const codex = createCodexClient()
 * const response = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello!' })
 * console.log(response.output_text)
 * await codex.close()
 * ```
 */
export function createCodexClient(options?: CodexClientOptions): CodexClient {
  const given = resolveCodexClientOptions(options)
  const events = createClientEvents(given.logger)
  const resolved = { ...given, logger: events.logger, emit: events.emit }
  const transport = createTransport(resolved)
  const connector = createConnector(resolved, transport)
  const cache = createModelCache(resolved.cacheFolder, resolved.logger)
  const models = createModels(connector, { ...resolved, cache })
  const close = async () => {
    await connector.close()
    await transport.close()
    await cache.close()
  }
  const client: CodexClient = {
    responses: createResponses(connector, models, resolved),
    models,
    images: createImages(connector),
    usage: createUsage(connector, resolved.now),
    login: {
      status: ({ refresh = false, signal } = {}) => connector.status({ refresh, signal }),
      revealAccessToken: async ({ signal } = {}) => (await connector.token({ signal })).reveal(),
    },
    on: events.on,
    close,
    [Symbol.asyncDispose]: close,
  }
  interiors.set(client, { connector, ...resolved })
  return client
}

/** What stands behind a client, for the rooms that go its way with other words. */
export interface ClientInterior {
  readonly connector: Connector
  readonly logger: Logger
  readonly now: Now
  readonly emit: EmitClientEvent
}

const interiors = new WeakMap<CodexClient, ClientInterior>()

/** `undefined` for what {@link createCodexClient} of this copy of the library has not made. */
export function interiorOf(client: CodexClient): ClientInterior | undefined {
  return interiors.get(client)
}
