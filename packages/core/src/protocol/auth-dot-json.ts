import { isJsonObject, type JsonObject } from './json.ts'

/** How a stored login is to be used. Open: the Codex CLI may write others. @see docs/protocol.md §1.2 */
export type AuthMode = 'chatgpt' | 'apikey' | (string & {})

/** The three tokens of a ChatGPT login as stored, with what was noted at sign-in. */
export interface StoredTokens {
  id_token: string
  access_token: string
  refresh_token: string
  account_id?: string | null | undefined
  oauth_provenance?:
    | { issuer?: string | undefined; client_id?: string | undefined }
    | null
    | undefined
  [key: string]: unknown
}

/**
 * The login document exactly as stored: unknown keys and their order are part of it and are kept
 * by every change made here.
 *
 * @see docs/protocol.md §1.2
 */
export interface AuthDotJson {
  auth_mode?: AuthMode | null | undefined
  OPENAI_API_KEY?: string | null | undefined
  tokens?: StoredTokens | null | undefined
  last_refresh?: string | null | undefined
  [key: string]: unknown
}

/** Either the document, or the path of the first field that is not what it should be. */
export type ParsedAuthDotJson =
  | { readonly document: AuthDotJson; readonly invalidField?: undefined }
  | { readonly document?: undefined; readonly invalidField: string }

/** Judges an already decoded JSON value. The value itself is returned, so nothing is lost or reordered. */
export function parseAuthDotJson(value: unknown): ParsedAuthDotJson {
  if (!isJsonObject(value)) return { invalidField: '(the whole document)' }
  const { tokens } = value
  const invalidField =
    notText(value, ['auth_mode', 'OPENAI_API_KEY'], { mayBeNull: true }) ??
    (tokens == null ? undefined : invalidTokenField(tokens)) ??
    notText(value, ['last_refresh'], { mayBeNull: true })
  return invalidField === undefined ? { document: value } : { invalidField }
}

// By hand: every start reads a login, and schemas take milliseconds to make.
function invalidTokenField(tokens: unknown): string | undefined {
  if (!isJsonObject(tokens)) return 'tokens'
  const field =
    notText(tokens, ['id_token', 'access_token', 'refresh_token'], {}) ??
    notText(tokens, ['account_id'], { mayBeNull: true }) ??
    invalidProvenanceField(tokens['oauth_provenance'])
  return field && `tokens.${field}`
}

function invalidProvenanceField(provenance: unknown): string | undefined {
  if (provenance == null) return undefined
  if (!isJsonObject(provenance)) return 'oauth_provenance'
  const field = notText(provenance, ['issuer', 'client_id'], { mayBeAbsent: true })
  return field && `oauth_provenance.${field}`
}

/** The first of these members that is no text. */
function notText(
  object: JsonObject,
  names: readonly string[],
  { mayBeNull = false, mayBeAbsent = mayBeNull }: { mayBeNull?: boolean; mayBeAbsent?: boolean },
): string | undefined {
  return names.find((name) => {
    const value = object[name]
    if (value === undefined) return !mayBeAbsent
    return value === null ? !mayBeNull : typeof value !== 'string'
  })
}

/**
 * The mode a document is to be used in. A written `auth_mode` decides alone.
 *
 * @see docs/protocol.md §1.2
 */
export function authModeOf(document: AuthDotJson): AuthMode {
  if (document.auth_mode) return document.auth_mode
  for (const [key, mode] of modesByKey) if (document[key] != null) return mode
  return 'chatgpt'
}

const modesByKey: ReadonlyArray<readonly [key: string, mode: AuthMode]> = [
  ['personal_access_token', 'personalAccessToken'],
  ['bedrock_api_key', 'bedrockApiKey'],
  ['bedrock_access_keys', 'bedrockAccessKeys'],
  ['OPENAI_API_KEY', 'apikey'],
]

/** The tokens an authority may give anew; each absent one keeps its stored value. */
export interface RefreshedTokens {
  readonly idToken?: string
  readonly accessToken?: string
  readonly refreshToken?: string
  /** What they may be used for, when the authority says that. */
  readonly scopes?: readonly string[]
  readonly expiresInSeconds?: number
  /** Before it, no refresh is wanted. */
  readonly earliestRefreshAt?: Date
}

/**
 * The document after a refresh: only what was given is replaced, `account_id` stays, all else is kept
 * where it stands.
 *
 * @see docs/protocol.md §3.2
 */
export function mergeRefreshedTokens(
  document: AuthDotJson & { tokens: StoredTokens },
  refreshed: RefreshedTokens,
  refreshedAt: Date,
): AuthDotJson & { tokens: StoredTokens } {
  const replaced: JsonObject = {
    ...(refreshed.idToken !== undefined && { id_token: refreshed.idToken }),
    ...(refreshed.accessToken !== undefined && { access_token: refreshed.accessToken }),
    ...(refreshed.refreshToken !== undefined && { refresh_token: refreshed.refreshToken }),
  }
  return {
    ...document,
    tokens: { ...document.tokens, ...replaced },
    last_refresh: refreshedAt.toISOString(),
  }
}

/** The text the Codex CLI writes: two spaces, no final newline. @see docs/protocol.md §1.1 */
export function formatAuthDotJson(document: AuthDotJson): string {
  return JSON.stringify(document, null, 2)
}
