import * as z from 'zod/mini'
import type { RefreshedTokens } from './auth-dot-json.ts'
import { instantFromSeconds } from './instant.ts'
import { parseJson } from './json.ts'

/** What a first sign-in calls itself; the authority answers with a name of its own. @see docs/protocol.md §13.2 */
export const dynamicClientId = 'dynamic_agent_client'
/** What the tokens are for, wherever requests are sent. */
export const siwcResource = 'https://api.openai.com/v1'
/** Granted or not: without it a login tells who somebody is, and no more. */
export const planScope = 'chatgpt.tokens.use.direct'
/** All that is asked for, each time. */
export const siwcScopes = `openid profile email offline_access resource.invoke ${planScope}`
/** Where a person sees and limits what apps use of the plan. */
export const manageUsageUrl = 'https://chatgpt.com/settings/usage'

/** Whether a text can be the name that an authority gave a client. @see docs/protocol.md §13.2 */
export function isIssuedClientId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,200}$/.test(text) && text !== dynamicClientId
}

/** Where an authority is asked what. */
export interface SiwcEndpoints {
  readonly issuer: string
  readonly authorize: string
  readonly token: string
  readonly revoke: string
  readonly jwks: string
}

const discovery = z.lazy(() =>
  z.looseObject({
    issuer: z.string(),
    authorization_endpoint: z.string(),
    token_endpoint: z.string(),
    revocation_endpoint: z.string(),
    jwks_uri: z.string(),
  }),
)

/** @returns `undefined` for anything that is no discovery document. @see docs/protocol.md §13.1 */
export function parseSiwcDiscovery(text: string): SiwcEndpoints | undefined {
  const result = discovery.safeParse(parseJson(text))
  if (!result.success) return undefined
  const { data } = result
  return {
    issuer: data.issuer,
    authorize: data.authorization_endpoint,
    token: data.token_endpoint,
    revoke: data.revocation_endpoint,
    jwks: data.jwks_uri,
  }
}

/** What the token endpoint gives beside the tokens; each member may be left out. */
export type SiwcGrant = Pick<RefreshedTokens, 'scopes' | 'expiresInSeconds' | 'earliestRefreshAt'>

const tokenAnswer = z.lazy(() =>
  z.looseObject({
    token_type: z.optional(z.nullable(z.string())),
    scope: z.optional(z.nullable(z.string())),
    expires_in: z.optional(z.unknown()),
    earliest_refresh_at: z.optional(z.unknown()),
  }),
)

/**
 * The rest of a token answer. An instant of an unknown form is left out; it is no reason to fail.
 *
 * @returns `undefined` when the tokens are of another type than `Bearer`, or the text is no object
 * @see docs/protocol.md §13.3, §13.4
 */
export function parseSiwcGrant(text: string): SiwcGrant | undefined {
  const result = tokenAnswer.safeParse(parseJson(text))
  if (!result.success) return undefined
  const {
    token_type: type,
    scope,
    expires_in: seconds,
    earliest_refresh_at: earliest,
  } = result.data
  if (type != null && type.toLowerCase() !== 'bearer') return undefined
  const earliestRefreshAt = toInstant(earliest)
  return {
    ...(scope != null && { scopes: scope.split(' ').filter(Boolean) }),
    ...(typeof seconds === 'number' && seconds > 0 && { expiresInSeconds: seconds }),
    ...(earliestRefreshAt && { earliestRefreshAt }),
  }
}

function toInstant(value: unknown): Date | undefined {
  if (typeof value !== 'string') return instantFromSeconds(value)
  if (/^\d+(\.\d+)?$/.test(value)) return instantFromSeconds(Number(value))
  const instant = new Date(value)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}
