import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IssuedLogin, IssueOptions } from './authority/login.ts'
import { CODEX_CLIENT_ID } from './authority/tokens.ts'
import type { JsonObject } from './json.ts'
import type { Simulator } from './start-simulator.ts'

/** What {@link createCodexHome} writes. */
export interface CodexHomeOptions extends IssueOptions {
  /** The access token has ended: short for `expiresInMs: -60_000`. @default false */
  expired?: boolean | undefined
  /** `'apikey'` writes a platform key in place of tokens. @default 'chatgpt' */
  authMode?: 'chatgpt' | 'apikey' | undefined
  /** Further members, top level and under `tokens`. @default none */
  extra?: { document?: JsonObject | undefined; tokens?: JsonObject | undefined } | undefined
  /** Members to leave out, such as `'last_refresh'` or `'tokens.account_id'`. @default none */
  omit?: readonly string[] | undefined
  /** When the document says it was last refreshed. @default now */
  lastRefreshAt?: Date | undefined
  /** Use this login instead of a new one. */
  login?: IssuedLogin | undefined
}

/** A temporary CODEX_HOME with a login in it. */
export interface TemporaryCodexHome {
  /** The folder, mode 0700. */
  readonly path: string
  /** Its auth.json, mode 0600. */
  readonly authFile: string
  /** The login written; `undefined` for an API key. */
  readonly login: IssuedLogin | undefined
  /** The key written; `undefined` for a ChatGPT login. */
  readonly apiKey: string | undefined
  /** Reads auth.json as it stands now. */
  read(): Promise<JsonObject>
  /** Deletes the folder. */
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Writes a CODEX_HOME laid out as Codex lays it out. @see docs/protocol.md §1.2 */
export async function createCodexHome(
  simulator: Pick<Simulator, 'authority' | 'url'>,
  options: CodexHomeOptions = {},
): Promise<TemporaryCodexHome> {
  const path = await mkdtemp(join(tmpdir(), 'codex-home-'))
  const authFile = join(path, 'auth.json')
  const isKey = options.authMode === 'apikey'
  const apiKey = isKey ? simulator.authority.issueApiKey() : undefined
  const login = isKey ? undefined : (options.login ?? issue(simulator, options))
  const document = login
    ? chatGptDocument(login, simulator.url, options)
    : { auth_mode: 'apikey', OPENAI_API_KEY: apiKey }
  Object.assign(document, options.extra?.document)
  for (const name of options.omit ?? []) omit(document, name)
  await writeFile(authFile, JSON.stringify(document, undefined, 2), { mode: 0o600 })
  const dispose = (): Promise<void> => rm(path, { recursive: true, force: true })
  return {
    path,
    authFile,
    login,
    apiKey,
    read: async () => JSON.parse(await readFile(authFile, 'utf8')) as JsonObject,
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

function issue(
  simulator: Pick<Simulator, 'authority'>,
  { expired = false, ...options }: CodexHomeOptions,
): IssuedLogin {
  return simulator.authority.issue({
    ...options,
    expiresInMs: options.expiresInMs ?? (expired ? -60_000 : undefined),
  })
}

function chatGptDocument(
  login: IssuedLogin,
  issuer: string,
  options: CodexHomeOptions,
): JsonObject {
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: login.idToken,
      access_token: login.accessToken,
      refresh_token: login.refreshToken,
      account_id: login.accountId,
      oauth_provenance: { issuer, client_id: CODEX_CLIENT_ID },
      login_owner_id: 'fake-login-owner-'.padEnd(43, '0'),
      ...options.extra?.tokens,
    },
    // Codex writes up to nine digits of a second.
    last_refresh: (options.lastRefreshAt ?? new Date()).toISOString().replace('Z', '456789Z'),
  }
}

function omit(document: JsonObject, name: string): void {
  const [first = '', second] = name.split('.')
  const holder = second === undefined ? document : (document[first] as JsonObject | undefined)
  if (holder) delete holder[second ?? first]
}
