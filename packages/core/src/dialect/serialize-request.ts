import { ApiError } from '../errors/api-error.ts'
import type { JsonObject } from '../protocol/json.ts'

/**
 * A body as JSON text.
 *
 * @throws {@link ApiError} `INVALID_REQUEST` for what JSON cannot say: a circle, a BigInt, NaN, an
 * infinite number, endless depth
 */
export function serializeRequest(body: JsonObject): string {
  try {
    const text = JSON.stringify(body)
    // JSON writes numbers that it has no word for as null, without a word.
    const field = text.includes('null') ? findWordless(body, '') : undefined
    if (field === undefined) return text
    throw unserializable(`${field} is a number that JSON cannot say.`, field)
  } catch (error) {
    if (ApiError.isInstance(error)) throw error
    // The engine's own words may quote the content.
    const why = error instanceof RangeError ? 'it is too deep or too large' : whyNot(error)
    throw unserializable(`The request cannot be written as JSON: ${why}.`)
  }
}

function whyNot(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('circular')) return 'it holds itself'
  if (message.includes('BigInt')) return 'it holds a BigInt'
  return 'a toJSON function in it failed'
}

/** Where the first number is that is no number. Called for what is known to have no circle. */
function findWordless(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return undefined
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [key, member] of entries) {
    const separator = path === '' ? '' : '.'
    const found = findWordless(
      member,
      typeof key === 'number' ? `${path}[${key}]` : `${path}${separator}${key}`,
    )
    if (found !== undefined) return found
  }
  return undefined
}

function unserializable(message: string, param?: string): ApiError {
  return new ApiError('INVALID_REQUEST', message, {
    param,
    hint: 'Send plain values: texts, finite numbers, lists and objects.',
  })
}
