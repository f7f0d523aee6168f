import { instantFromSeconds } from './instant.ts'
import { isJsonObject, parseJson, type JsonObject } from './json.ts'

/** What a token says of itself. The signature is not checked: the server does that. */
export interface JwtClaims {
  /** When the token ends. */
  readonly expiresAt?: Date
  readonly email?: string
  readonly planType?: string
  readonly accountId?: string
  readonly isFedramp: boolean
  /** Where the workspace's data must stay, such as `us`. */
  readonly dataResidency?: string
}

/**
 * Reads the payload of a JWT: three parts, none empty, the middle one base64url JSON.
 *
 * @returns `undefined` for anything else, such as an opaque token
 * @see docs/protocol.md §2
 */
export function parseJwtClaims(token: string): JwtClaims | undefined {
  const parts = token.split('.')
  if (parts.length !== 3 || parts.some((part) => part === '')) return undefined
  const payload = parseJson(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
  if (!isJsonObject(payload)) return undefined
  const auth = objectAt(payload, 'https://api.openai.com/auth')
  const profile = objectAt(payload, 'https://api.openai.com/profile')
  const expiresAt = instantFromSeconds(payload['exp'])
  const email = stringAt(payload, 'email') ?? stringAt(profile, 'email')
  const planType = stringAt(auth, 'chatgpt_plan_type')
  const accountId = stringAt(auth, 'chatgpt_account_id')
  const dataResidency = stringAt(auth, 'chatgpt_data_residency')
  return {
    ...(expiresAt && { expiresAt }),
    ...(email && { email }),
    ...(planType && { planType }),
    ...(accountId && { accountId }),
    ...(dataResidency && { dataResidency }),
    isFedramp: auth['chatgpt_account_is_fedramp'] === true,
  }
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}

function stringAt(object: JsonObject, key: string): string | undefined {
  const value = object[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}
