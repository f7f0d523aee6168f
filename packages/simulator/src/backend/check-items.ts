import { detailReply, errorReply, type Reply } from '../reply.ts'
import { isObject, stringOf, type JsonObject } from '../json.ts'

const CALL_ID_LIMIT = 64

/** The first input item the backend refuses, as its reply. @see docs/protocol.md §6.6 */
export function checkItems(
  input: readonly unknown[],
  itemIds: 'refuse' | 'allow',
): Reply | undefined {
  for (const [at, item] of input.entries()) {
    if (!isObject(item)) return invalid(`input[${at}]`, 'An input item must be an object.')
    const reply = checkItem(item, at, itemIds)
    if (reply) return reply
  }
  return checkPairs(input.filter(isObject)) ?? checkSomeUser(input.filter(isObject))
}

function checkItem(item: JsonObject, at: number, itemIds: 'refuse' | 'allow'): Reply | undefined {
  if (item['role'] === 'system') return detailReply(400, 'System messages are not allowed')
  if (item['type'] === 'item_reference') return notStored(item['id'])
  if (itemIds === 'refuse' && item['id'] !== undefined && item['id'] !== null)
    return notStored(item['id'])
  if (item['type'] === 'reasoning') {
    if (!Array.isArray(item['summary']))
      return errorReply(400, {
        message: `Missing required parameter: 'input[${at}].summary'.`,
        code: 'missing_required_parameter',
        param: `input[${at}].summary`,
      })
    if (typeof item['encrypted_content'] !== 'string') return notStored(item['id'] ?? 'rs_unknown')
  }
  return checkCallId(item['call_id'], at) ?? checkContent(item, at)
}

function checkCallId(callId: unknown, at: number): Reply | undefined {
  if (callId === undefined) return undefined
  const param = `input[${at}].call_id`
  const text = stringOf(callId) ?? ''
  if (text.length > CALL_ID_LIMIT)
    return errorReply(400, {
      message: `Invalid '${param}': string too long. Expected a string with maximum length ${CALL_ID_LIMIT}, but got a string with length ${text.length} instead.`,
      code: 'string_above_max_length',
      param,
    })
  if (!/^[A-Za-z0-9_-]+$/u.test(text))
    return errorReply(400, {
      message: `Invalid '${param}': expected letters, numbers, underscores, or dashes.`,
      code: 'invalid_value',
      param,
    })
  return undefined
}

const USER_PARTS = new Set(['input_text', 'input_image', 'input_file', 'input_audio'])
const ASSISTANT_PARTS = new Set(['output_text', 'refusal'])

function checkContent(item: JsonObject, at: number): Reply | undefined {
  const { content, role } = item
  if (role === undefined || !Array.isArray(content)) return undefined
  const allowed = role === 'assistant' ? ASSISTANT_PARTS : USER_PARTS
  for (const [part, value] of content.entries()) {
    const type = isObject(value) ? value['type'] : undefined
    if (typeof type === 'string' && allowed.has(type)) continue
    const param = `input[${at}].content[${part}]`
    return errorReply(400, {
      message: `Invalid value: '${String(type)}'. Supported values are: ${[...allowed].map((name) => `'${name}'`).join(', ')}.`,
      code: 'invalid_value',
      param,
    })
  }
  return undefined
}

const OUTPUT_OF: Readonly<Record<string, string>> = {
  function_call: 'function_call_output',
  custom_tool_call: 'custom_tool_call_output',
}

function checkPairs(items: readonly JsonObject[]): Reply | undefined {
  for (const [call, output] of Object.entries(OUTPUT_OF)) {
    const calls = callIds(items, call)
    const outputs = callIds(items, output)
    for (const id of calls)
      if (!outputs.has(id))
        return invalid('input', `No tool output found for ${spoken(call)} ${id}.`)
    for (const id of outputs)
      if (!calls.has(id))
        return invalid('input', `No tool call found for ${spoken(call)} output with call_id ${id}.`)
  }
  return undefined
}

function callIds(items: readonly JsonObject[], type: string): Set<string> {
  return new Set(
    items.filter((item) => item['type'] === type).map((item) => String(item['call_id'])),
  )
}

function spoken(type: string): string {
  return type.replaceAll('_', ' ')
}

function isDeveloper(item: JsonObject): boolean {
  return item['role'] === 'developer' || item['type'] === 'additional_tools'
}

function checkSomeUser(items: readonly JsonObject[]): Reply | undefined {
  return items.every(isDeveloper)
    ? detailReply(400, 'Input must contain at least one user message')
    : undefined
}

function notStored(id: unknown): Reply {
  return errorReply(404, {
    message: `Item with id '${String(id)}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
    param: 'input',
  })
}

function invalid(param: string, message: string): Reply {
  return errorReply(400, { message, param })
}
