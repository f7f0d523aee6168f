import type { AccessToken } from '../credentials/credential.ts'
import type { TokenOptions } from '../credentials/token-provider.ts'
import { toReplayedItem } from '../dialect/normalize-input.ts'
import { requestRules } from '../dialect/request-rules.ts'
import { TransportError } from '../errors/transport-error.ts'
import type { Backend } from '../protocol/backends.ts'
import type { Transport } from '../transport/create-transport.ts'
import type { Exchange, ExchangeMiddleware } from '../transport/exchange.ts'
import { withTimeouts } from '../transport/timeouts.ts'
import { overWebSocket } from '../transport/websocket/over-websocket.ts'
import type { ResolvedCodexClientOptions } from './client-options.ts'
import type { LoginStatus, Session } from './login-status.ts'
import { anonymousExchange, authorizedExchange, strictExchange } from './pipeline.ts'
import type { KnownEncodings } from './send-encoded.ts'
import { openSession } from './session.ts'
import { createRouteFinder } from './workspace-routing.ts'

/** A way to the backend that the credential in use belongs to. */
export interface Connection {
  readonly backend: Backend['id']
  /** What stands before `/responses`. */
  readonly baseUrl: string
  /** What stands before `/usage`; absent where nobody tells of a plan. */
  readonly accountUrl: string | undefined
  /** Whether its own words may repeat the request. */
  readonly quotesRequests?: boolean | undefined
  /** The form of functions that each model took, where that has to be found out. */
  readonly toolEncodings?: KnownEncodings | undefined
  /** Authorised, failing by name, trying again. */
  readonly exchange: Exchange
  /** Authorised, every answer as it is, sent once. For callers with retries of their own. */
  readonly authorized: Exchange
}

/** Makes the connection at its first use; the credential is not looked for before. */
export interface Connector {
  connect(): Promise<Connection>
  status(options: { refresh?: boolean; signal?: AbortSignal | undefined }): Promise<LoginStatus>
  token(options: TokenOptions): Promise<AccessToken>
  /** Waits for a refresh under way. */
  close(): Promise<void>
}

/** The authority is quick or absent: it gets less time than a model. */
const authorityTimeouts = { headersMs: 30_000, idleMs: 30_000, totalMs: 60_000 }

export function createConnector(
  options: ResolvedCodexClientOptions,
  transport: Transport,
): Connector {
  const anonymous = withTimeouts(anonymousExchange(options, transport.exchange), authorityTimeouts)
  const findRoute = createRouteFinder(
    options.workspaceRouting,
    anonymous,
    options.endpoints.chatgpt,
  )
  let session: Promise<Session> | undefined
  let isClosed = false
  const open = async () => {
    if (isClosed) throw clientClosed()
    session ??= openSession(options, anonymous).catch((error: unknown) => {
      // Whoever asks after a sign-in finds the login.
      session = undefined
      throw error
    })
    return session
  }
  let connection: Connection | undefined
  return {
    async connect() {
      if (connection && !isClosed) return connection
      const { backend, tokens } = await open()
      const isCodex = backend.id === 'codex'
      const pipeline = {
        tokens,
        findRoute: isCodex ? findRoute : undefined,
        compresses: isCodex,
        quotesRequests: backend.quotesRequests,
        detour: isCodex ? webSocketDetour(options, transport) : undefined,
      }
      connection ??= {
        backend: backend.id,
        baseUrl: backend.baseUrl(options.endpoints),
        accountUrl: backend.accountUrl?.(options.endpoints),
        quotesRequests: backend.quotesRequests,
        toolEncodings: backend.id === 'siwc' ? new Map() : undefined,
        exchange: strictExchange(options, pipeline, transport.exchange),
        authorized: authorizedExchange(options, pipeline, transport.exchange),
      }
      return connection
    },
    status: async (statusOptions) => (await open()).status(statusOptions),
    token: async (tokenOptions) => (await open()).tokens.getAccessToken(tokenOptions),
    async close() {
      isClosed = true
      const opened = await session?.catch(() => undefined)
      await opened?.close()
    },
  }
}

function webSocketDetour(
  options: ResolvedCodexClientOptions,
  transport: Transport,
): ExchangeMiddleware | undefined {
  const { transport: mode, timeouts, logger } = options
  if (mode === 'sse') return undefined
  return overWebSocket(anonymousExchange(options, transport.upgrade), {
    mode,
    timeouts,
    logger,
    toReplayed: (item) => toReplayedItem(item, requestRules.codex),
  })
}

function clientClosed(): TransportError {
  return new TransportError('CONNECTION_FAILED', 'The client is closed.', {
    hint: 'Make another with createCodexClient().',
  })
}
