import { AuthManager, type LoginStatus } from '../credentials/auth-manager.ts'
import { resolveCodexHome } from '../credentials/codex-home.ts'
import { FileAuthStore } from '../credentials/stores/file-auth-store.ts'
import { processRefreshResponse, requestRefresh } from '../oauth/refresh-grant.ts'
import { createTransport } from '../transport/create-transport.ts'
import { withTimeouts } from '../transport/timeouts.ts'
import { resolveCodexClientOptions, type CodexClientOptions } from './client-options.ts'
import { createModels, type Models } from './models.ts'
import { anonymousExchange, strictExchange } from './pipeline.ts'
import { createResponses, type RequestOptions, type Responses } from './responses.ts'

/** What is known of the login in use. */
export interface Login {
  /**
   * Reads the login and tells of it, without its secrets and without the network.
   *
   * @param options.refresh bring it up to date first, if it needs that
   * @throws {@link CredentialError} when there is none, or none that can be used
   */
  status(options?: RequestOptions & { refresh?: boolean | undefined }): Promise<LoginStatus>
}

/** A login and the way to its models. Make one and keep it: it owns connections and the fresh token. */
export interface CodexClient {
  readonly responses: Responses
  readonly models: Models
  readonly login: Login
  /** Waits for a refresh under way, so that its tokens are kept, and closes all connections. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The authority is quick or absent: it gets less time than a model. */
const refreshTimeouts = { headersMs: 30_000, idleMs: 30_000, totalMs: 60_000 }

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
  const resolved = resolveCodexClientOptions(options)
  const transport = createTransport(resolved)
  const authority = withTimeouts(anonymousExchange(resolved, transport.exchange), refreshTimeouts)
  const auth = new AuthManager({
    store: resolved.store ?? new FileAuthStore(resolveCodexHome(resolved.codexHome, resolved.env)),
    refresh: async (grant) => processRefreshResponse(await requestRefresh(authority, grant)),
    issuer: resolved.issuer,
    defaultIssuer: resolved.endpoints.auth,
    now: resolved.now,
    logger: resolved.logger,
  })
  const exchange = strictExchange(resolved, auth, transport.exchange)
  const baseUrl = `${resolved.endpoints.chatgpt}/codex`
  const models = createModels(exchange, baseUrl)
  const close = async () => {
    await auth.close()
    await transport.close()
  }
  return {
    responses: createResponses(exchange, baseUrl, models),
    models,
    login: {
      status: (statusOptions = {}) =>
        auth.status({ signal: statusOptions.signal, refresh: statusOptions.refresh ?? false }),
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
