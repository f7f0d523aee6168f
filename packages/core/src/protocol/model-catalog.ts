import * as z from 'zod/mini'
import { parseJson } from './json.ts'
import { optional } from './lenient.ts'

/** A way to be served faster or cheaper: its `id` goes out as `service_tier`. */
export interface ServiceTier {
  readonly id: string
  readonly name?: string
  readonly description?: string
}

/** A row of the model catalogue. A member that the catalogue does not tell is left out. */
export interface ModelInfo {
  /** What to pass as `model`. */
  readonly id: string
  readonly displayName?: string
  readonly description?: string
  /** Tokens. */
  readonly contextWindow?: number
  /** Tokens: the most the context window may be set to. */
  readonly maxContextWindow?: number
  readonly defaultReasoningEffort?: string
  readonly reasoningEfforts: readonly string[]
  /** Whether summaries of the thinking can be had. */
  readonly supportsReasoningSummaries?: boolean
  /** `text`, `image`. */
  readonly inputModalities: readonly string[]
  /** Whether `text.verbosity` has an effect. */
  readonly supportsVerbosity?: boolean
  readonly defaultVerbosity?: string
  readonly supportsParallelToolCalls?: boolean
  /** What `service_tier` may say. */
  readonly serviceTiers: readonly ServiceTier[]
  /** The tier the Codex CLI offers first; nobody gets it without asking. */
  readonly defaultServiceTier?: string
  /** The plans that have it, as the backend spells them; absent: not told. */
  readonly availableInPlans?: readonly string[]
  /** The revision of the protocol it needs, such as `0.153.0`. */
  readonly minimalClientVersion?: string
  /** The id of the model that is to replace it. */
  readonly upgrade?: string
  /** `list` is shown to people; other values are kept for those who know the id. */
  readonly visibility?: string
  /** Lower comes first. */
  readonly priority?: number
}

const modelEntry = z.lazy(() =>
  z.looseObject({
    slug: z.string(),
    display_name: optional(z.string()),
    description: optional(z.string()),
    context_window: optional(z.number()),
    max_context_window: optional(z.number()),
    default_reasoning_level: optional(z.string()),
    supported_reasoning_levels: optional(z.array(z.looseObject({ effort: z.string() }))),
    supports_reasoning_summaries: optional(z.boolean()),
    input_modalities: optional(z.array(z.string())),
    support_verbosity: optional(z.boolean()),
    default_verbosity: optional(z.string()),
    supports_parallel_tool_calls: optional(z.boolean()),
    service_tiers: optional(
      z.array(
        z.looseObject({
          id: z.string(),
          name: optional(z.string()),
          description: optional(z.string()),
        }),
      ),
    ),
    default_service_tier: optional(z.string()),
    available_in_plans: optional(z.array(z.string())),
    minimal_client_version: optional(z.string()),
    upgrade: optional(z.looseObject({ model: z.string() })),
    visibility: optional(z.string()),
    priority: optional(z.number()),
  }),
)

const modelsResponse = z.lazy(() =>
  z.union([
    z.looseObject({ models: z.array(z.unknown()) }),
    // The public API's list has ids and nothing else of use.
    z.looseObject({ data: z.array(z.unknown()) }),
  ]),
)

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
  return withoutUnknown({
    id: entry.slug,
    displayName: entry.display_name || undefined,
    description: entry.description || undefined,
    contextWindow: entry.context_window || undefined,
    maxContextWindow: entry.max_context_window || undefined,
    defaultReasoningEffort: entry.default_reasoning_level || undefined,
    reasoningEfforts: entry.supported_reasoning_levels?.map((level) => level.effort) ?? [],
    supportsReasoningSummaries: entry.supports_reasoning_summaries,
    inputModalities: entry.input_modalities ?? [],
    supportsVerbosity: entry.support_verbosity,
    defaultVerbosity: entry.default_verbosity || undefined,
    supportsParallelToolCalls: entry.supports_parallel_tool_calls,
    serviceTiers:
      entry.service_tiers?.map(({ id, name, description }) =>
        withoutUnknown({ id, name: name || undefined, description: description || undefined }),
      ) ?? [],
    defaultServiceTier: entry.default_service_tier || undefined,
    availableInPlans: entry.available_in_plans,
    minimalClientVersion: entry.minimal_client_version || undefined,
    upgrade: entry.upgrade?.model,
    visibility: entry.visibility || undefined,
    priority: entry.priority,
  })
}

type Known<T> = { [Key in keyof T]: Exclude<T[Key], null | undefined> }

/** The members that are told. */
function withoutUnknown<T extends object>(members: T): Known<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value != null),
  ) as Known<T>
}
