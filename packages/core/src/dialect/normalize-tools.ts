import { ApiError } from '../errors/api-error.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import { isJsonObject, type JsonObject } from '../protocol/json.ts'
import type { RequestRules } from './request-rules.ts'

/**
 * The tools as a backend takes them. A `pattern` with look-around, which its schemas cannot have, is left
 * out and reported: the schema then allows more, and the tool is still called.
 *
 * @param dropped gets what was left out
 * @throws {@link ApiError} `UNSUPPORTED_BY_BACKEND` for a type of tool that this backend does not run
 * @see docs/protocol.md §6.6
 */
export function normalizeTools(
  tools: unknown,
  { refusedTools, schemasHaveLookAround }: RequestRules,
  dropped: DroppedField[],
): unknown {
  if (!Array.isArray(tools)) return tools
  return tools.map((tool: unknown, at) => {
    if (!isJsonObject(tool)) return tool
    const type = String(tool['type'])
    const hint = refusedTools.get(type)
    if (hint !== undefined) {
      const message = `This backend cannot take a tool of type ${type}.`
      throw new ApiError('UNSUPPORTED_BY_BACKEND', message, { param: `tools[${at}]`, hint })
    }
    return schemasHaveLookAround ? tool : withoutLookAround(tool, `tools[${at}]`, dropped)
  })
}

const lookAround = /\(\?<?[=!]/
/** No schema is that deep: what is, or holds itself, is told when it is written as JSON. */
const deepest = 100

/** The same value where there is nothing to leave out. */
function withoutLookAround<T>(value: T, path: string, dropped: DroppedField[], depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  let copy: JsonObject | undefined
  for (const [key, member] of Object.entries(value)) {
    const field = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`
    const isRefused = key === 'pattern' && typeof member === 'string' && lookAround.test(member)
    const kept = isRefused ? undefined : withoutLookAround(member, field, dropped, depth + 1)
    if (kept === member) continue
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as JsonObject
    if (!isRefused) copy[key] = kept
    else {
      delete copy[key]
      dropped.push({ field, reason: 'The backend takes no look-around in the patterns of a tool.' })
    }
  }
  return (copy ?? value) as T
}
