import { instantFromSeconds } from './instant.ts'
import { isJsonObject, parseJson } from './json.ts'

/** What an error answer says, whatever its shape. Strings are as sent, codes lower-cased. */
export interface ErrorBody {
  readonly code?: string
  readonly type?: string
  readonly message?: string
  readonly param?: string
  readonly planType?: string
  readonly resetsAt?: Date
  readonly resetsInSeconds?: number
}

/**
 * Reads every error shape the authority and the backend are known to send: `{error: {code, type,
 * message, …}}`, `{error: "code"}`, `{code}`, `{detail: "text"}`, `{detail: {code, message}}` and
 * `{detail: [{loc, type, …}]}`.
 *
 * @returns an empty object for HTML and anything else
 * @see docs/protocol.md §3.4, §6.10, §6.11
 */
export function parseErrorBody(text: string): ErrorBody {
  const body = parseJson(text)
  if (!isJsonObject(body)) return {}
  const { error, detail } = body
  if (typeof error === 'string') {
    return {
      code: error.toLowerCase(),
      ...pick('message', body['error_description'] ?? body['message']),
    }
  }
  if (typeof detail === 'string' && !isJsonObject(error)) {
    return { message: detail, ...pickCode('code', body['code']) }
  }
  if (Array.isArray(detail)) return validationOf(detail[0])
  const source = isJsonObject(error) ? error : isJsonObject(detail) ? detail : body
  const resetsAt = instantFromSeconds(source['resets_at'])
  const resetsInSeconds = source['resets_in_seconds']
  return {
    ...pickCode('code', source['code']),
    ...pickCode('type', source['type']),
    ...pick('message', source['message']),
    ...pick('param', source['param']),
    ...pick('planType', source['plan_type']),
    ...(resetsAt && { resetsAt }),
    ...(Number.isFinite(resetsInSeconds) && { resetsInSeconds: Number(resetsInSeconds) }),
  }
}

/** The first complaint of a validation: where, and of what kind. Its words may repeat the request. */
function validationOf(complaint: unknown): ErrorBody {
  if (!isJsonObject(complaint)) return {}
  const { loc, type } = complaint
  const path = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : undefined
  return { ...pick('param', path), ...pickCode('type', type) }
}

function pick<Key extends string>(key: Key, value: unknown): { [K in Key]?: string } {
  return typeof value === 'string' && value !== ''
    ? ({ [key]: value } as { [K in Key]: string })
    : {}
}

function pickCode<Key extends string>(key: Key, value: unknown): { [K in Key]?: string } {
  return pick(key, typeof value === 'string' ? value.toLowerCase() : undefined)
}
