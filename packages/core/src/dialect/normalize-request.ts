import { ApiError } from '../errors/api-error.ts'
import type { Backend } from '../protocol/backends.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import { isJsonObject, type JsonObject } from '../protocol/json.ts'
import type { ResponsesRequest } from '../protocol/responses-request.ts'
import { liftInstructions } from './lift-instructions.ts'
import { normalizeInput } from './normalize-input.ts'
import { normalizeTools } from './normalize-tools.ts'
import { requestRules, type RequestRules } from './request-rules.ts'

/** A request as a backend takes it. */
export interface NormalizedRequest {
  readonly body: JsonObject
  /** What was left out, in the order it was met. */
  readonly dropped: readonly DroppedField[]
}

const encryptedReasoning = 'reasoning.encrypted_content'

/**
 * The body a backend takes for a request in the words of the public Responses API. It is always streamed.
 * What the backend refuses is left out and reported where the answer is the same kind without it, and
 * refused here where it is not.
 *
 * @param rules of the backend
 * @throws {@link ApiError} `UNSUPPORTED_BY_BACKEND` for what this backend cannot do; `INVALID_REQUEST` for
 * an input that is none
 * @see docs/protocol.md §6.4, §6.6
 */
export function normalizeRequest(
  request: ResponsesRequest | JsonObject,
  backend: Backend['id'],
  rules: RequestRules = requestRules[backend],
): NormalizedRequest {
  const dropped: DroppedField[] = []
  const body: JsonObject = { ...rules.defaults }
  for (const [field, value] of Object.entries(request)) {
    if (value === null || value === undefined) continue
    const kept = keptValue(field, value, rules, dropped)
    if (kept !== undefined) body[field] = kept
  }
  if ('tools' in body) body['tools'] = normalizeTools(body['tools'], rules, dropped)
  translateValues(body, rules)
  Object.assign(body, rules.forced, { stream: true })
  body['include'] = includeOf(body, rules)
  if (body['include'] === undefined) delete body['include']
  const input = normalizeInput(body['input'], { rules, isStored: body['store'] !== false }, dropped)
  return { body: { ...body, ...liftInstructions(body['instructions'], input, rules) }, dropped }
}

function keptValue(
  field: string,
  value: unknown,
  rules: RequestRules,
  dropped: DroppedField[],
): unknown {
  const drop = (name: string, reason: string) => void dropped.push({ field: name, reason })
  if (rules.droppedValues.get(field)?.includes(value)) {
    return drop(field, `The backend does not take ${JSON.stringify(value)} here.`)
  }
  const refusal = rules.refused.get(field)
  if (refusal !== undefined) {
    throw new ApiError('UNSUPPORTED_BY_BACKEND', `This backend cannot take ${field}.`, {
      param: field,
      hint: refusal,
    })
  }
  const reason = rules.dropped.get(field)
  if (reason !== undefined) return drop(field, reason)
  if (Object.hasOwn(rules.forced, field) && rules.forced[field] !== value) {
    return drop(field, `The backend takes only ${JSON.stringify(rules.forced[field])} here.`)
  }
  const members = rules.members.get(field)
  if (!members || !isJsonObject(value)) return value
  const kept = Object.entries(value).filter(([member]) => members.includes(member))
  for (const member of Object.keys(value)) {
    if (!members.includes(member)) drop(`${field}.${member}`, 'The backend does not take it.')
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

function translateValues(body: JsonObject, { wireValues }: RequestRules): void {
  const { service_tier: tier, reasoning } = body
  const wireTier = wireValues.serviceTier.get(tier)
  if (wireTier !== undefined) body['service_tier'] = wireTier
  if (!isJsonObject(reasoning)) return
  const wireEffort = wireValues.effort.get(reasoning['effort'])
  if (wireEffort !== undefined) body['reasoning'] = { ...reasoning, effort: wireEffort }
}

function includeOf(body: JsonObject, rules: RequestRules): unknown {
  const { include, reasoning } = body
  const isWanted = rules.encryptedReasoning === 'always' || isJsonObject(reasoning)
  if (include !== undefined && !Array.isArray(include)) return include
  if (!isWanted || include?.includes(encryptedReasoning)) return include
  return [...(include ?? []), encryptedReasoning]
}
