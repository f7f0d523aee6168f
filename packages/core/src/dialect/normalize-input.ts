import { ApiError } from '../errors/api-error.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import { isJsonObject, type JsonObject } from '../protocol/json.ts'
import { assertPairs, toCallId } from './call-ids.ts'
import { normalizeContent } from './normalize-content.ts'
import type { RequestRules } from './request-rules.ts'

export interface InputContext {
  readonly rules: RequestRules
  /** Whether the request asks the other side to keep what it is about. */
  readonly isStored: boolean
}

/**
 * The input as a list of items that a backend takes. A text becomes one user message.
 *
 * @param dropped gets what was left out
 * @throws {@link ApiError} `INVALID_REQUEST`, `UNSUPPORTED_BY_BACKEND`
 * @see docs/protocol.md §6.6
 */
export function normalizeInput(
  input: unknown,
  context: InputContext,
  dropped: DroppedField[],
): JsonObject[] {
  if (typeof input === 'string') {
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
  }
  if (!Array.isArray(input)) throw invalid('input', 'input must be a text or a list of items.')
  const items: JsonObject[] = []
  for (const [at, item] of input.entries()) {
    const normalized = normalizeItem(item, `input[${at}]`, context, dropped)
    if (normalized) items.push(normalized)
  }
  if (context.rules.callsArePaired) assertPairs(items)
  return items
}

/**
 * An item of an answer as it comes back when the conversation goes on.
 *
 * @returns `undefined` for one that does not come back
 */
export function toReplayedItem(item: unknown, rules: RequestRules): JsonObject | undefined {
  return isJsonObject(item) ? normalizeItem(item, '', { rules, isStored: false }, []) : undefined
}

function normalizeItem(
  item: unknown,
  field: string,
  { rules, isStored }: InputContext,
  dropped: DroppedField[],
): JsonObject | undefined {
  if (!isJsonObject(item)) throw invalid(field, `${field} must be an object.`)
  if (isReference(item) && !rules.itemsAreKept) {
    throw new ApiError('UNSUPPORTED_BY_BACKEND', `${field} points to an item by its id.`, {
      param: field,
      hint: 'Nothing is stored on the other side: send the items themselves.',
    })
  }
  const refusal = rules.refusedItems.get(String(item['type']))
  if (refusal !== undefined) {
    throw new ApiError(
      'UNSUPPORTED_BY_BACKEND',
      `This backend cannot take an item of type ${String(item['type'])}.`,
      { param: field, hint: refusal },
    )
  }
  const isReasoning = item['type'] === 'reasoning'
  if (isReasoning && !isStored && typeof item['encrypted_content'] !== 'string') {
    dropped.push({ field, reason: 'Reasoning goes on only with its encrypted_content.' })
    return undefined
  }
  // The openai SDK puts what it parsed beside what it got.
  const { id, parsed_arguments: _parsed, ...rest } = item
  const callId = rest['call_id']
  return {
    ...(rules.itemsAreKept && id !== undefined && { id }),
    ...rest,
    ...(isReasoning && { summary: rest['summary'] ?? [] }),
    ...(typeof callId === 'string' && { call_id: toCallId(callId) }),
    ...('content' in rest && { content: normalizeContent(rest['content'], rest['role']) }),
  }
}

function isReference({ type, role, id }: JsonObject): boolean {
  if (type === 'item_reference') return true
  return (type === undefined || type === null) && role === undefined && id !== undefined
}

function invalid(param: string, message: string): ApiError {
  return new ApiError('INVALID_REQUEST', message, { param })
}
