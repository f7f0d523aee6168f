import { isJsonObject, type JsonObject } from '../protocol/json.ts'

/**
 * How functions are handed to a model: in `tools`, in an item before the conversation, or in `tools` under a
 * name of their own. Which of them a model takes is not told.
 */
export type ToolEncoding = 'flat' | 'additionalTools' | 'namespace'

/** The encodings to try for a model, the likeliest first. @see docs/protocol.md §13.6 */
export function toolEncodingsFor(model: unknown): readonly ToolEncoding[] {
  const isRecent = /^gpt-(?:5\.[6-9]|[6-9])/.test(String(model))
  return isRecent
    ? ['additionalTools', 'namespace', 'flat']
    : ['flat', 'additionalTools', 'namespace']
}

const ownTypes: ReadonlySet<unknown> = new Set(['function', 'custom'])
const namespaceName = 'app'

/** Whether a request has tools that can be handed over in several ways. */
export function hasOwnTools({ tools }: JsonObject): boolean {
  return Array.isArray(tools) && tools.some(isOwn)
}

/** The request with its functions in one of the encodings; all else stays where it is. */
export function encodeTools(body: JsonObject, encoding: ToolEncoding): JsonObject {
  const tools = Array.isArray(body['tools']) ? body['tools'] : []
  const own = tools.filter(isOwn).map(spelledOut)
  const others: unknown[] = tools.filter((tool) => !isOwn(tool))
  const input: readonly unknown[] = Array.isArray(body['input']) ? body['input'] : []
  if (encoding === 'flat') return { ...body, tools: [...own, ...others] }
  if (encoding === 'namespace') {
    const names = new Set(own.map(({ name }) => name))
    const namespace = {
      type: 'namespace',
      name: namespaceName,
      description: 'The functions of this app.',
      tools: own,
    }
    return {
      ...body,
      tools: [namespace, ...others],
      input: input.map((item) => withNamespace(item, names)),
    }
  }
  const { tools: _tools, ...rest } = body
  const item = { type: 'additional_tools', role: 'developer', tools: own }
  return { ...rest, ...(others.length > 0 && { tools: others }), input: [item, ...input] }
}

function isOwn(tool: unknown): tool is JsonObject {
  return isJsonObject(tool) && ownTypes.has(tool['type'])
}

/** The API wants these two said, if only by `null`. */
function spelledOut(tool: JsonObject): JsonObject {
  if (tool['type'] !== 'function') return tool
  return { ...tool, parameters: tool['parameters'] ?? null, strict: tool['strict'] ?? null }
}

/** Calls that hosts gave back without the namespace they had come with. */
function withNamespace(item: unknown, names: ReadonlySet<unknown>): unknown {
  if (!isJsonObject(item) || item['namespace'] !== undefined || !names.has(item['name']))
    return item
  const isCall = item['type'] === 'function_call' || item['type'] === 'custom_tool_call'
  return isCall ? { ...item, namespace: namespaceName } : item
}
