import * as z from 'zod/mini'
import { parseJson } from './json.ts'

/** A row of the model catalogue. */
export interface ModelInfo {
  /** What to pass as `model`. */
  readonly id: string
  readonly displayName?: string
  readonly description?: string
  /** Tokens. */
  readonly contextWindow?: number
  readonly defaultReasoningEffort?: string
  readonly reasoningEfforts: readonly string[]
  readonly inputModalities: readonly string[]
  /** `list` is shown to people; other values are kept for those who know the id. */
  readonly visibility?: string
  /** Lower comes first. */
  readonly priority?: number
}

const optional = <T extends z.ZodMiniType>(type: T) =>
  z.optional(z.nullable(z.catch(z.nullable(type), null)))

const modelEntry = z.looseObject({
  slug: z.string(),
  display_name: optional(z.string()),
  description: optional(z.string()),
  context_window: optional(z.number()),
  default_reasoning_level: optional(z.string()),
  supported_reasoning_levels: optional(z.array(z.looseObject({ effort: z.string() }))),
  input_modalities: optional(z.array(z.string())),
  visibility: optional(z.string()),
  priority: optional(z.number()),
})

const modelsResponse = z.union([
  z.looseObject({ models: z.array(z.unknown()) }),
  // The public API's list has ids and nothing else of use.
  z.looseObject({ data: z.array(z.unknown()) }),
])

/**
 * The catalogue in the backend's answer, lowest priority first. An entry needs a `slug` and nothing
 * else; a field of an unexpected shape is left out.
 *
 * @returns `undefined` when the text is no catalogue
 * @see docs/protocol.md §8
 */
export function parseModelCatalog(text: string): ModelInfo[] | undefined {
  const response = modelsResponse.safeParse(parseJson(text))
  if (!response.success) return undefined
  const { models, data } = response.data as { models?: unknown[]; data?: { id?: unknown }[] }
  const entries = models ?? data?.map((entry) => ({ slug: entry?.id })) ?? []
  return entries
    .map((entry) => modelEntry.safeParse(entry))
    .filter((result) => result.success)
    .map((result) => toModelInfo(result.data))
    .toSorted((a, b) => (a.priority ?? Infinity) - (b.priority ?? Infinity))
}

function toModelInfo(entry: z.infer<typeof modelEntry>): ModelInfo {
  return {
    id: entry.slug,
    ...(entry.display_name && { displayName: entry.display_name }),
    ...(entry.description && { description: entry.description }),
    ...(entry.context_window && { contextWindow: entry.context_window }),
    ...(entry.default_reasoning_level && { defaultReasoningEffort: entry.default_reasoning_level }),
    reasoningEfforts: entry.supported_reasoning_levels?.map((level) => level.effort) ?? [],
    inputModalities: entry.input_modalities ?? [],
    ...(entry.visibility && { visibility: entry.visibility }),
    ...(entry.priority != null && { priority: entry.priority }),
  }
}
