import { isObject, stringOf, type JsonObject } from '../json.ts'
import type { Catalog } from '../backend/catalog.ts'
import { errorReply, jsonReply, type Reply } from '../reply.ts'

/** What the preview refuses at the top level. @see docs/protocol.md §13.6 */
const REFUSED_FIELDS: readonly string[] = [
  'background',
  'conversation',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'moderation',
  'multi_agent',
  'previous_response_id',
  'prompt',
  'prompt_cache_options',
  'prompt_cache_retention',
  'safety_identifier',
  'temperature',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
]

const ACCEPTED_ITEMS = new Set([
  'message',
  'additional_tools',
  'compaction',
  'reasoning',
  'web_search_call',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'program',
  'program_output',
])

const ACCEPTED_TOOLS = new Set(['function', 'custom', 'namespace', 'web_search'])

/** Models that want their functions in `additional_tools` items, and those that know no such item. */
const isNew = (model: string): boolean => /^gpt-(?:5\.6|6)/u.test(model)

/** Judges a request by the rules for tokens of Sign in with ChatGPT; names the first offender. @see docs/protocol.md §13.6 */
export function checkSiwcRequest(body: JsonObject, catalog: Catalog): Reply | undefined {
  if (typeof body['input'] === 'string') return validationReply(['body', 'input'], 'list_type')
  if (typeof body['model'] !== 'string') return validationReply(['body', 'model'], 'missing')
  if (!catalog.find(body['model']))
    return errorReply(404, {
      message: 'The requested model does not exist.',
      code: 'model_not_found',
      param: 'model',
    })
  if (!Array.isArray(body['input'])) return validationReply(['body', 'input'], 'missing')
  if (body['stream'] !== true) return unsupported('stream')
  if (body['store'] !== false) return unsupported('store')
  const field = REFUSED_FIELDS.find((name) => name in body)
  if (field) return unsupported(field)
  const input: readonly unknown[] = body['input']
  return (
    checkTools(body['tools'], body['model'], 'tools') ??
    checkItems(input.filter(isObject), body['model'], namespacedNames(body['tools']))
  )
}

/** The functions that are called by a namespace and a name. */
function namespacedNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) return []
  return tools
    .filter(isObject)
    .filter((tool) => tool['type'] === 'namespace' && Array.isArray(tool['tools']))
    .flatMap((tool) => tool['tools'] as unknown[])
    .filter(isObject)
    .map((tool) => String(tool['name']))
}

function checkTools(tools: unknown, model: string, param: string): Reply | undefined {
  if (!Array.isArray(tools)) return undefined
  for (const tool of tools.filter(isObject)) {
    const type = stringOf(tool['type']) ?? ''
    if (!ACCEPTED_TOOLS.has(type)) return unsupported(param)
    if (type === 'namespace' && !isNew(model)) return unsupported(param)
    // Undocumented, and taken by the older models only.
    if (param === 'tools' && type === 'function' && isNew(model)) return unsupported(param)
  }
  return undefined
}

function checkItems(
  items: readonly JsonObject[],
  model: string,
  fromTools: readonly string[],
): Reply | undefined {
  const namespaced = new Set(fromTools)
  for (const item of items) {
    const type = stringOf(item['type']) ?? 'message'
    if (item['role'] === 'system' || !ACCEPTED_ITEMS.has(type)) return checkReference(item)
    if (type === 'additional_tools') {
      if (!isNew(model)) return unsupported('input')
      const refusal = checkTools(item['tools'], model, 'input')
      if (refusal) return refusal
      for (const name of namespacedNames(item['tools'])) namespaced.add(name)
    }
    if (type === 'function_call' && namespaced.has(String(item['name'])) && !item['namespace'])
      return errorReply(400, { message: 'Missing namespace for function_call', param: 'input' })
    if (type === 'reasoning' && typeof item['encrypted_content'] !== 'string')
      return notFound(item['id'])
  }
  return undefined
}

function checkReference(item: JsonObject): Reply {
  return item['type'] === 'item_reference' ? notFound(item['id']) : unsupported('input')
}

function notFound(id: unknown): Reply {
  return errorReply(404, { message: `Item with id '${String(id)}' not found.`, param: 'input' })
}

function unsupported(param: string): Reply {
  return errorReply(400, {
    message: `Not supported when a ChatGPT plan is used: ${param}.`,
    code: 'subscription_sharing_unsupported_capability',
    param,
  })
}

/** What the framework in front says of a body of the wrong shape. */
export function validationReply(loc: readonly string[], type: string): Reply {
  return jsonReply(422, { detail: [{ loc, type, msg: 'Input should be valid' }] })
}
