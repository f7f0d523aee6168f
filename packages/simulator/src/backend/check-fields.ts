import { detailReply, type Reply } from '../reply.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { CatalogModel } from './catalog.ts'

/** What the Codex backend is known to accept at the top level. @see docs/protocol.md §6.4 §6.6 */
const ACCEPTED = new Set([
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'store',
  'stream',
  'stream_options',
  'reasoning',
  'include',
  'text',
  'prompt_cache_key',
  'prompt_cache_options',
  'service_tier',
  'client_metadata',
  'access_programs',
])

const ACCEPTED_TIERS = new Set<unknown>(['priority', 'flex', 'default', null, undefined])
const EFFORTS = new Set(['none', 'low', 'medium', 'high', 'xhigh', 'max'])

/** The first top-level member the backend refuses, as its reply. @see docs/protocol.md §6.6 */
export function checkFields(body: JsonObject, model: CatalogModel | undefined): Reply | undefined {
  if (typeof body['model'] !== 'string') return detailReply(400, 'Model is required')
  if (body['stream'] !== true) return detailReply(400, 'Stream must be set to true')
  if (body['store'] !== false) return detailReply(400, 'Store must be set to false')
  if (!Array.isArray(body['input'])) return detailReply(400, 'Input must be a list')
  for (const [name, value] of Object.entries(body))
    if (!ACCEPTED.has(name) || (name === 'stream_options' && !isCodexStreamOptions(value)))
      return detailReply(400, `Unsupported parameter: ${name}`)
  if (!ACCEPTED_TIERS.has(body['service_tier']))
    return detailReply(400, `Unsupported service_tier: ${String(body['service_tier'])}`)
  if (!model)
    return detailReply(
      400,
      `The '${body['model']}' model is not supported when using Codex with a ChatGPT account.`,
    )
  return checkReasoning(body, model)
}

function isCodexStreamOptions(value: unknown): boolean {
  return isObject(value) && Object.keys(value).every((key) => key === 'reasoning_summary_delivery')
}

function checkReasoning(body: JsonObject, model: CatalogModel): Reply | undefined {
  const effort = isObject(body['reasoning']) ? body['reasoning']['effort'] : undefined
  if (effort === undefined || effort === null) return undefined
  const isKnown = typeof effort === 'string' && EFFORTS.has(effort)
  if (isKnown && (effort === 'none' || model.efforts.includes(effort))) return undefined
  return detailReply(
    400,
    `Unsupported value: 'reasoning.effort' does not support ${JSON.stringify(effort)} with the '${model.slug}' model.`,
  )
}

/** Refuses a request without instructions. @see docs/protocol.md §6.6 */
export function checkInstructions(
  body: JsonObject,
  policy: 'always' | 'unlessDeveloper' | 'never',
): Reply | undefined {
  const { instructions } = body
  if (policy === 'never' || (typeof instructions === 'string' && instructions !== ''))
    return undefined
  const input = Array.isArray(body['input']) ? body['input'] : []
  const leading = input.find((item) => isObject(item) && item['type'] !== 'additional_tools')
  if (policy === 'unlessDeveloper' && isObject(leading) && leading['role'] === 'developer')
    return undefined
  return detailReply(400, 'Instructions are required')
}
