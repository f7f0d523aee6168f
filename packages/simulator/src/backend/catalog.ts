import type { JsonObject } from '../json.ts'

/** A row of the catalogue, in the terms the simulator decides by. */
export interface CatalogModel {
  slug: string
  visibility: 'list' | 'hide'
  priority: number
  isLite: boolean
  contextWindow: number
  maxContextWindow: number
  defaultEffort: string
  efforts: readonly string[]
  hasPriorityTier: boolean
  defaultTier: string | undefined
  minimalClientVersion: string
  upgrade: string | undefined
}

/** The models on offer and their etag. */
export interface Catalog {
  readonly models: readonly CatalogModel[]
  readonly etag: string
  find(slug: string): CatalogModel | undefined
}

const TO_XHIGH = ['low', 'medium', 'high', 'xhigh']
const TO_MAX = [...TO_XHIGH, 'max']
const TO_ULTRA = [...TO_MAX, 'ultra']

const model = (
  slug: string,
  priority: number,
  defaultEffort: string,
  efforts: readonly string[],
  minimalClientVersion: string,
  more: Partial<CatalogModel> = {},
): CatalogModel => ({
  slug,
  visibility: 'list',
  priority,
  isLite: true,
  contextWindow: 272_000,
  maxContextWindow: 872_000,
  defaultEffort,
  efforts,
  hasPriorityTier: true,
  defaultTier: undefined,
  minimalClientVersion,
  upgrade: undefined,
  ...more,
})

const hidden = { visibility: 'hide', hasPriorityTier: false } as const

/** The list Codex 0.169.0 carries. @see docs/protocol.md §8 */
const MODELS: readonly CatalogModel[] = [
  model('gpt-6.1-sol', 1, 'low', TO_ULTRA, '0.153.0'),
  model('gpt-6-astra', 2, 'low', TO_ULTRA, '0.153.0'),
  model('gpt-6-sol', 3, 'medium', TO_ULTRA, '0.155.0', { defaultTier: 'priority' }),
  model('gpt-6-luna', 4, 'medium', TO_MAX, '0.155.0', { defaultTier: 'priority' }),
  model('gpt-5.6-sol', 5, 'low', TO_ULTRA, '0.144.0', { upgrade: 'gpt-6-sol' }),
  model('gpt-6.1-terra', 7, 'low', TO_ULTRA, '0.153.0', { contextWindow: 500_000 }),
  model('gpt-5.6-terra', 8, 'medium', TO_ULTRA, '0.144.0', { upgrade: 'gpt-6-sol' }),
  model('gpt-5.6-luna', 9, 'medium', TO_MAX, '0.144.0', { upgrade: 'gpt-6-luna' }),
  model('gpt-daybreak-blue-latest', 11, 'low', TO_ULTRA, '0.142.2', hidden),
  model('gpt-daybreak-red-latest', 12, 'medium', TO_ULTRA, '0.142.2', {
    ...hidden,
    contextWindow: 372_000,
    maxContextWindow: 372_000,
  }),
  model('gpt-5.5', 13, 'medium', TO_XHIGH, '0.124.0', {
    isLite: false,
    maxContextWindow: 272_000,
    upgrade: 'gpt-6-sol',
  }),
  model('codex-auto-review', 43, 'medium', TO_MAX, '0.98.0', hidden),
]

/** The catalogue every simulator starts with. */
export const catalog: Catalog = {
  models: MODELS,
  etag: 'W/"fake-models-1"',
  find: (slug) => MODELS.find((entry) => entry.slug === slug),
}

/** The entry as `/models` spells it. @see docs/protocol.md §8 */
export function modelOnWire(entry: CatalogModel): JsonObject {
  return {
    slug: entry.slug,
    display_name: entry.slug,
    description: `A simulated ${entry.slug}.`,
    default_reasoning_level: entry.defaultEffort,
    supported_reasoning_levels: entry.efforts.map((effort) => ({
      effort,
      description: `Reasoning effort ${effort}.`,
    })),
    shell_type: 'shell_command',
    visibility: entry.visibility,
    supported_in_api: true,
    priority: entry.priority,
    upgrade: entry.upgrade ? { model: entry.upgrade, migration_markdown: '' } : null,
    model_messages: { instructions_template: 'You are a simulated model.' },
    supports_reasoning_summaries: true,
    supports_reasoning_summary_parameter: true,
    default_reasoning_summary: 'none',
    support_verbosity: true,
    default_verbosity: entry.slug.includes('-red-') ? 'high' : 'low',
    truncation_policy: { mode: 'tokens', limit: 10_000 },
    supports_parallel_tool_calls: true,
    context_window: entry.contextWindow,
    max_context_window: entry.maxContextWindow,
    experimental_supported_tools: [],
    input_modalities: ['text', 'image'],
    service_tiers: entry.hasPriorityTier
      ? [{ id: 'priority', name: 'Fast', description: 'Faster answers, more usage.' }]
      : [],
    default_service_tier: entry.defaultTier ?? null,
    prefer_websockets: true,
    use_responses_lite: entry.isLite,
    minimal_client_version: entry.minimalClientVersion,
    available_in_plans: ['plus', 'pro', 'business', 'enterprise'],
  }
}

/** True when a dotted version is at least another; parts that are no numbers count as 0. */
export function isVersionAtLeast(version: string, minimum: string): boolean {
  const [have, need] = [versionParts(version), versionParts(minimum)]
  for (let at = 0; at < 3; at++) {
    const difference = (have[at] ?? 0) - (need[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

function versionParts(version: string): number[] {
  return version.split(/[.-]/u, 3).map((part) => Number.parseInt(part, 10) || 0)
}
