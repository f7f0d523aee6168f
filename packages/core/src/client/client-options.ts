import type { CredentialOption } from '../credentials/credential-source.ts'
import { isSiwcCredential } from '../credentials/siwc/siwc-credential.ts'
import type { AuthStore } from '../credentials/stores/auth-store.ts'
import type { StoreKind } from '../credentials/stores/choose-store.ts'
import type { KeyringLibrary } from '../credentials/stores/keyring-library.ts'
import { systemNow, type Now } from '../foundation/clock.ts'
import { silentLogger, type Logger } from '../foundation/logger.ts'
import { defaultEndpoints, type Endpoints } from '../protocol/endpoints.ts'
import type { FetchFunction } from '../transport/exchange.ts'
import { defaultRetryPolicy, type RetryPolicy } from '../transport/retry-policy.ts'
import { assertSecureEndpoint } from '../transport/secure-endpoint.ts'
import type { Timeouts } from '../transport/timeouts.ts'
import type { CacheFolder } from './cache-folder.ts'
import type { EmitClientEvent } from './client-events.ts'
import { callable, known, numbers, oneOf, text, withMethods } from './check-options.ts'
import type { WorkspaceRouting } from './workspace-routing.ts'

/** Limits of every exchange, in milliseconds; 0 means none. */
export interface TimeoutOptions {
  /** To a usable connection. Ignored with a `fetch` of your own. @default 15_000 */
  connectMs?: number | undefined
  /** From the request to the answer's headers. @default 120_000 */
  headersMs?: number | undefined
  /**
   * Until the next piece of an answer, counted while you wait for it; a reasoning model can be silent for
   * minutes.
   *
   * @default 300_000
   */
  idleMs?: number | undefined
  /** From the request to the end of the answer. @default 0 */
  totalMs?: number | undefined
}

/** See {@link CodexClientOptions.transport}. */
export type TransportMode = 'sse' | 'websocket' | 'auto'

/** Options of {@link createCodexClient}. Everything has a default; a wrong value is a `TypeError` at once. */
export interface CodexClientOptions {
  /** Folder of the login. @default `$CODEX_HOME`, else `~/.codex` */
  codexHome?: string | undefined
  /**
   * Which of the Codex CLI's places holds the login, or a place of your own; `codexHome` is ignored for
   * the latter.
   *
   * @default `VIA_CODEX_STORE`, else what config.toml says, else wherever a login is
   */
  store?: AuthStore | StoreKind | undefined
  /** keytar or a drop-in for it. @default `@napi-rs/keyring`, loaded only when a keyring is asked */
  keyring?: KeyringLibrary | undefined
  /** Another credential in place of the login of this machine. @default see `resolveCredentialSource` */
  credential?: CredentialOption | undefined
  /**
   * Who renews a stored login: `own` asks the authority and writes back, `delegate` has the installed
   * Codex CLI do it, `never` leaves it to others and fails once the token has ended.
   *
   * @default 'own'
   */
  refresh?: 'own' | 'delegate' | 'never' | undefined
  /** The Codex CLI for `refresh: 'delegate'`, and arguments before its own. @default ['codex'] */
  codexCommand?: readonly [string, ...string[]] | undefined
  /** Whether to ask where a workspace's requests belong. @default 'auto' */
  workspaceRouting?: WorkspaceRouting | undefined
  /**
   * Other servers, each https or on loopback.
   *
   * @default `VIA_CODEX_CHATGPT_URL`, `VIA_CODEX_API_URL`, `VIA_CODEX_AUTH_URL`, else OpenAI's own
   */
  endpoints?: Partial<Endpoints> | undefined
  /**
   * Where the list of models is kept for the next process, 0600; `false` keeps it in memory only. It holds
   * no secret.
   *
   * @default `VIA_CODEX_CACHE_DIR`, else `via-codex` in your system's folder for caches
   */
  cacheFolder?: string | false | undefined
  /** Your program's name, sent with each request: visible ASCII without spaces. @default 'via-codex' */
  originator?: string | undefined
  /**
   * How questions reach the models of a ChatGPT login: `sse`, one HTTP request each; `websocket`, one
   * connection for each conversation, over which later questions send only what is new; `auto`, a
   * WebSocket where the request names its conversation. Where no WebSocket can be had it is HTTP.
   *
   * @default 'sse'
   */
  transport?: TransportMode | undefined
  /** Replaces our own HTTP client; it must not follow redirects when told not to. */
  fetch?: FetchFunction | undefined
  /** The time, for tests. */
  now?: Now | undefined
  /** Hears of retries, refreshes and, at debug level, of each request, redacted. @default none */
  logger?: Logger | undefined
  timeouts?: TimeoutOptions | undefined
  /** When a failed request is sent again, always before the first byte of its answer. */
  retry?: { [Key in keyof RetryPolicy]?: number | undefined } | undefined
  /** Environment variables, for tests. @default `process.env` */
  env?: NodeJS.ProcessEnv | undefined
}

export interface ResolvedCodexClientOptions {
  readonly codexHome: string | undefined
  readonly store: AuthStore | StoreKind | undefined
  readonly keyring: KeyringLibrary | undefined
  readonly credential: CredentialOption | undefined
  readonly refresh: 'own' | 'delegate' | 'never'
  readonly codexCommand: readonly [string, ...string[]] | undefined
  readonly workspaceRouting: WorkspaceRouting
  readonly endpoints: Endpoints
  /** Set when the caller named the authority; it then outranks the one noted in the login. */
  readonly issuer: string | undefined
  readonly cacheFolder: CacheFolder
  readonly originator: string
  /** Of the app that was signed in to with ChatGPT; goes before `originator`. */
  readonly agentName: string | undefined
  readonly transport: TransportMode
  readonly fetch: FetchFunction | undefined
  readonly now: Now
  readonly logger: Logger
  readonly timeouts: Timeouts & { readonly connectMs: number }
  readonly retry: RetryPolicy
  readonly env: NodeJS.ProcessEnv
  /** Tells the observers of a client; set by the client itself. */
  readonly emit?: EmitClientEvent
}

/**
 * Fills in what was left out.
 *
 * @throws TypeError naming the wrong option
 * @throws {@link TransportError} `INSECURE_ENDPOINT` for an endpoint a token must not be sent to
 */
export function resolveCodexClientOptions(
  options: CodexClientOptions = {},
): ResolvedCodexClientOptions {
  const env = options.env ?? process.env
  const given = known('endpoints', options.endpoints, defaultEndpoints)
  const chatgpt = endpoint('endpoints.chatgpt', given.chatgpt, env['VIA_CODEX_CHATGPT_URL'])
  const api = endpoint('endpoints.api', given.api, env['VIA_CODEX_API_URL'])
  const issuer = endpoint('endpoints.auth', given.auth, env['VIA_CODEX_AUTH_URL'])
  const originator = text('originator', options.originator ?? 'via-codex') ?? ''
  if (!/^[\x21-\x7e]{1,64}$/.test(originator)) {
    throw new TypeError(
      'originator must be 1 to 64 visible ASCII characters without spaces, such as "my-app".',
    )
  }
  const credential = credentialOf(options.credential)
  const isSiwc = isSiwcCredential(credential)
  if (isSiwc && options.refresh === 'delegate')
    throw new TypeError('refresh must not be "delegate" with siwc(): no other program renews it.')
  return {
    codexHome: text('codexHome', options.codexHome),
    store:
      typeof options.store === 'string'
        ? oneOf('store', ['file', 'keyring', 'auto', 'age'], options.store)
        : withMethods('store', options.store, ['load', 'save', 'delete']),
    keyring: withMethods('keyring', options.keyring, [
      'getPassword',
      'setPassword',
      'deletePassword',
    ]),
    credential,
    refresh: oneOf('refresh', ['own', 'delegate', 'never'], options.refresh),
    codexCommand: command('codexCommand', options.codexCommand),
    workspaceRouting: oneOf(
      'workspaceRouting',
      ['auto', 'always', 'never'],
      options.workspaceRouting,
    ),
    endpoints: {
      chatgpt: chatgpt ?? defaultEndpoints.chatgpt,
      api: api ?? defaultEndpoints.api,
      auth: issuer ?? defaultEndpoints.auth,
    },
    issuer,
    cacheFolder:
      options.cacheFolder === false
        ? false
        : text('cacheFolder', options.cacheFolder) || env['VIA_CODEX_CACHE_DIR'] || undefined,
    originator,
    agentName: isSiwc ? credential.agentName : undefined,
    transport: transportOf(options),
    fetch: callable('fetch', options.fetch),
    now: callable('now', options.now) ?? systemNow,
    logger: withMethods('logger', options.logger ?? silentLogger, [], ['debug', 'warn']),
    timeouts: numbers(
      'timeouts',
      { connectMs: 15_000, headersMs: 120_000, idleMs: 300_000, totalMs: 0 },
      options.timeouts,
    ),
    retry: numbers('retry', defaultRetryPolicy, options.retry),
    env,
  }
}

/** An empty variable is an absent one; an empty option is a mistake that must not lead to OpenAI's servers. */
function endpoint(
  name: string,
  option: string | undefined,
  variable: string | undefined,
): string | undefined {
  const value = option ?? (variable || undefined)
  if (value === undefined) return undefined
  const url = URL.parse(value)
  if (!url || url.search || url.hash) {
    throw new TypeError(`${name} must be a URL without a query, such as "https://example.com".`)
  }
  assertSecureEndpoint(value)
  return url.href.replace(/\/+$/, '')
}

/** A `fetch` opens no WebSockets. */
function transportOf({ transport, fetch }: CodexClientOptions): TransportMode {
  const mode = oneOf('transport', ['sse', 'websocket', 'auto'], transport)
  if (fetch === undefined) return mode
  if (mode !== 'websocket') return 'sse'
  throw new TypeError('transport: "websocket" cannot be used with a fetch of your own.')
}

function credentialOf(credential: CredentialOption | undefined): CredentialOption | undefined {
  if (credential === undefined || typeof credential === 'function') return credential
  if (isSiwcCredential(credential)) return credential
  const { apiKey, env } = Object(credential) as { apiKey?: unknown; env?: unknown }
  const secretOrName = apiKey ?? env
  if (typeof secretOrName === 'string' && secretOrName.trim() !== '') return credential
  throw new TypeError(
    'credential must be a function, siwc({ agentName: "…" }), { apiKey: "…" } or { env: "NAME" }.',
  )
}

function command<T extends readonly string[]>(name: string, value: T | undefined): T | undefined {
  const isCommand =
    Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')
  if (value === undefined || isCommand) return value
  throw new TypeError(`${name} must be a list of a program and its arguments, such as ["codex"].`)
}
