import * as z from 'zod/mini'
import type { JsonObject } from './json.ts'

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

const optionalString = z.optional(z.nullable(z.string()))

const storedTokens = z.looseObject({
  id_token: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  account_id: optionalString,
  oauth_provenance: z.optional(
    z.nullable(
      z.looseObject({ issuer: z.optional(z.string()), client_id: z.optional(z.string()) }),
    ),
  ),
})

const authDotJson = z.looseObject({
  auth_mode: optionalString,
  OPENAI_API_KEY: optionalString,
  tokens: z.optional(z.nullable(storedTokens)),
  last_refresh: optionalString,
})

/** Either the document, or the path of the first field that is not what it should be. */
export type ParsedAuthDotJson =
  | { readonly document: AuthDotJson; readonly invalidField?: undefined }
  | { readonly document?: undefined; readonly invalidField: string }

/** Judges an already decoded JSON value. The value itself is returned, so nothing is lost or reordered. */
export function parseAuthDotJson(value: unknown): ParsedAuthDotJson {
  const result = authDotJson.safeParse(value)
  if (result.success) return { document: value as AuthDotJson }
  const path = result.error.issues[0]?.path.map(String).join('.')
  return { invalidField: path || '(the whole document)' }
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
