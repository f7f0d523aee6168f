import type { Backend } from '../protocol/backends.ts'

/** A reason for people, by the name of a field. */
export type FieldRules = ReadonlyMap<string, string>

/**
 * How a backend's Responses API differs from the public one. Data only: `normalizeRequest` and
 * `createOutputRestorer` act on it. A new backend is a new table.
 */
export interface RequestRules {
  /** Sent whatever the caller says; what this overrules is reported. */
  readonly forced: Readonly<Record<string, unknown>>
  /** Sent where the caller says nothing. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** Top-level fields left out and reported. */
  readonly dropped: FieldRules
  /** Values of a top-level field that are left out and reported; its other values pass. */
  readonly droppedValues: ReadonlyMap<string, readonly unknown[]>
  /** The members that pass of a top-level field; others are left out and reported. */
  readonly members: ReadonlyMap<string, readonly string[]>
  /** What goes out for a value that the Codex CLI and the catalogue know and the wire does not. */
  readonly wireValues: Readonly<Record<'effort' | 'serviceTier', ReadonlyMap<unknown, string>>>
  /** Top-level fields that change what is asked: leaving them out would be a silent loss. */
  readonly refused: FieldRules
  /** The same for the types of input items, */
  readonly refusedItems: FieldRules
  /** and of tools. */
  readonly refusedTools: FieldRules
  /** Whether the schemas of tools may have patterns with look-around. Otherwise these are left out and reported. */
  readonly schemasHaveLookAround: boolean
  /** When to ask for reasoning encrypted, so that it can be sent back. */
  readonly encryptedReasoning: 'always' | 'withReasoning'
  /** Sent when there are none, and no leading message to take them from; `undefined`: none are needed. */
  readonly defaultInstructions: string | undefined
  /** What takes the place of the role `system`. */
  readonly systemRole: 'developer' | 'system'
  /** Whether the other side may keep items. Otherwise their ids go, and references to them are refused. */
  readonly itemsAreKept: boolean
  /** Whether each call in the input needs its output there, and the reverse. */
  readonly callsArePaired: boolean
  /** Whether the end event comes without its items, so that they have to be put back. */
  readonly outputIsEmpty: boolean
}

const rejected = 'The Codex backend refuses this parameter.'
const notStored = 'Nothing is stored on the other side: send the whole conversation as items.'

const asTheyAre: RequestRules['wireValues'] = { effort: new Map(), serviceTier: new Map() }

/** A ChatGPT login. @see docs/protocol.md §6.4, §6.6, §6.8 */
const codexRules: RequestRules = {
  forced: { store: false },
  defaults: {},
  dropped: fields(rejected, [
    'context_management',
    'frequency_penalty',
    'logit_bias',
    'max_completion_tokens',
    'max_output_tokens',
    'max_tool_calls',
    'metadata',
    'min_p',
    'presence_penalty',
    'prompt_cache_retention',
    'safety_identifier',
    'seed',
    'stop',
    'temperature',
    'top_k',
    'top_logprobs',
    'top_p',
    'truncation',
    'type',
    'user',
  ]),
  droppedValues: new Map<string, readonly unknown[]>([
    ['background', [false]],
    ['service_tier', ['auto', 'default']],
  ]),
  members: new Map([['stream_options', ['reasoning_summary_delivery']]]),
  wireValues: {
    effort: new Map([['ultra', 'xhigh']]),
    serviceTier: new Map([['fast', 'priority']]),
  },
  refused: new Map([
    ['previous_response_id', notStored],
    ['conversation', notStored],
    ['background', 'Nothing is stored on the other side, so an answer cannot be fetched later.'],
    ['prompt', 'Stored prompts belong to the public API: send their text as instructions.'],
  ]),
  refusedItems: new Map(),
  refusedTools: new Map(),
  schemasHaveLookAround: false,
  encryptedReasoning: 'always',
  defaultInstructions: 'You are a helpful assistant.',
  systemRole: 'developer',
  itemsAreKept: false,
  callsArePaired: true,
  outputIsEmpty: true,
}

/**
 * An API key: the public API takes its own parameters, and items that it may have kept. Ours are only
 * the stream, because answers are read as streams, and that nothing is stored unless asked for.
 *
 * @see https://platform.openai.com/docs/api-reference/responses/create
 */
const platformRules: RequestRules = {
  forced: {},
  defaults: { store: false },
  dropped: new Map(),
  droppedValues: new Map([['background', [false]]]),
  members: new Map(),
  wireValues: asTheyAre,
  refused: fields('An answer is read as a stream here, and cannot be fetched later.', [
    'background',
  ]),
  refusedItems: new Map(),
  refusedTools: new Map(),
  schemasHaveLookAround: true,
  encryptedReasoning: 'withReasoning',
  defaultInstructions: undefined,
  systemRole: 'system',
  itemsAreKept: true,
  callsArePaired: false,
  outputIsEmpty: false,
}

const notWithPlan = 'It is not taken when a ChatGPT plan is used.'

/** Sign in with ChatGPT: the public API by the rules of the preview. @see docs/protocol.md §13.6 */
const siwcRules: RequestRules = {
  forced: { store: false },
  defaults: {},
  dropped: fields(notWithPlan, [
    'max_output_tokens',
    'max_tool_calls',
    'metadata',
    'moderation',
    'prompt_cache_options',
    'prompt_cache_retention',
    'safety_identifier',
    'temperature',
    'top_logprobs',
    'top_p',
    'truncation',
    'user',
  ]),
  droppedValues: new Map([['background', [false]]]),
  members: new Map(),
  wireValues: asTheyAre,
  refused: new Map([
    ['previous_response_id', notStored],
    ['conversation', notStored],
    ['background', 'Nothing is stored on the other side, so an answer cannot be fetched later.'],
    ['prompt', 'Stored prompts are not at hand with a plan: send their text as instructions.'],
    ['multi_agent', notWithPlan],
  ]),
  refusedItems: fields(notWithPlan, [
    'agent_message',
    'compaction_trigger',
    'configuration_update',
  ]),
  refusedTools: fields(notWithPlan, [
    'code_interpreter',
    'computer',
    'computer_use',
    'computer_use_preview',
    'file_search',
    'image_generation',
    'mcp',
    'programmatic_tool_calling',
    'tool_search',
  ]),
  schemasHaveLookAround: true,
  encryptedReasoning: 'always',
  defaultInstructions: undefined,
  systemRole: 'developer',
  itemsAreKept: false,
  callsArePaired: true,
  outputIsEmpty: true,
}

/** The rules of each backend. */
export const requestRules: Readonly<Record<Backend['id'], RequestRules>> = {
  codex: codexRules,
  siwc: siwcRules,
  platform: platformRules,
}

function fields(reason: string, names: readonly string[]): FieldRules {
  return new Map(names.map((name) => [name, reason]))
}
