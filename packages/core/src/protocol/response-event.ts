import type { ContentPart, ResponseItem } from './response-item.ts'

/** Counts as the wire spells them. @see docs/protocol.md §6.8 */
export interface ResponseUsage {
  input_tokens: number
  input_tokens_details?: { cached_tokens?: number | undefined } | null | undefined
  output_tokens: number
  output_tokens_details?: { reasoning_tokens?: number | undefined } | null | undefined
  total_tokens: number
}

/** A response as the backend sends it; other fields are kept. */
export interface ResponseResource {
  id: string
  status?: 'in_progress' | 'completed' | 'incomplete' | 'failed' | (string & {}) | undefined
  model?: string | undefined
  output?: ResponseItem[] | null | undefined
  usage?: ResponseUsage | null | undefined
  incomplete_details?: { reason?: string | undefined } | null | undefined
  error?: { code?: string | undefined; message?: string | undefined } | null | undefined
  metadata?: Record<string, string> | null | undefined
  /**
   * `false`: the model has paused and would go on if it were asked again with this output in the input.
   * Nothing asks again by itself.
   */
  end_turn?: boolean | null | undefined
  [key: string]: unknown
}

/** A finished response: its output rebuilt from the items that were streamed. */
export interface CodexResponse extends ResponseResource {
  output: ResponseItem[]
  /** All output texts, one after the other. */
  output_text: string
}

interface Sequenced {
  sequence_number?: number | undefined
}

interface InItem extends Sequenced {
  item_id: string
  output_index: number
}

interface InContent extends InItem {
  content_index: number
}

export interface ResponseCreatedEvent extends Sequenced {
  type: 'response.created'
  response: ResponseResource
}
export interface ResponseInProgressEvent extends Sequenced {
  type: 'response.in_progress'
  response: ResponseResource
}
/** The good end. */
export interface ResponseCompletedEvent extends Sequenced {
  type: 'response.completed'
  response: ResponseResource
}
/** An end too: the answer stopped early, see `incomplete_details.reason`. */
export interface ResponseIncompleteEvent extends Sequenced {
  type: 'response.incomplete'
  response: ResponseResource
}
export interface OutputItemAddedEvent extends Sequenced {
  type: 'response.output_item.added'
  output_index: number
  item: ResponseItem
}
/** The authority on content: this is the item as it stays. */
export interface OutputItemDoneEvent extends Sequenced {
  type: 'response.output_item.done'
  output_index: number
  item: ResponseItem
}
export interface ContentPartAddedEvent extends InContent {
  type: 'response.content_part.added'
  part: ContentPart
}
export interface ContentPartDoneEvent extends InContent {
  type: 'response.content_part.done'
  part: ContentPart
}
export interface OutputTextDeltaEvent extends InContent {
  type: 'response.output_text.delta'
  delta: string
}
export interface OutputTextDoneEvent extends InContent {
  type: 'response.output_text.done'
  text: string
}
export interface RefusalDeltaEvent extends InContent {
  type: 'response.refusal.delta'
  delta: string
}
export interface RefusalDoneEvent extends InContent {
  type: 'response.refusal.done'
  refusal: string
}
export interface FunctionCallArgumentsDeltaEvent extends InItem {
  type: 'response.function_call_arguments.delta'
  delta: string
}
export interface FunctionCallArgumentsDoneEvent extends InItem {
  type: 'response.function_call_arguments.done'
  arguments: string
}
export interface ReasoningSummaryPartAddedEvent extends InItem {
  type: 'response.reasoning_summary_part.added'
  summary_index: number
}
export interface ReasoningSummaryPartDoneEvent extends InItem {
  type: 'response.reasoning_summary_part.done'
  summary_index: number
}
export interface ReasoningSummaryTextDeltaEvent extends InItem {
  type: 'response.reasoning_summary_text.delta'
  summary_index: number
  delta: string
}
export interface ReasoningSummaryTextDoneEvent extends InItem {
  type: 'response.reasoning_summary_text.done'
  summary_index: number
  text: string
}

/** Events this library has a type for. */
export type KnownResponseEvent =
  | ResponseCreatedEvent
  | ResponseInProgressEvent
  | ResponseCompletedEvent
  | ResponseIncompleteEvent
  | OutputItemAddedEvent
  | OutputItemDoneEvent
  | ContentPartAddedEvent
  | ContentPartDoneEvent
  | OutputTextDeltaEvent
  | OutputTextDoneEvent
  | RefusalDeltaEvent
  | RefusalDoneEvent
  | FunctionCallArgumentsDeltaEvent
  | FunctionCallArgumentsDoneEvent
  | ReasoningSummaryPartAddedEvent
  | ReasoningSummaryPartDoneEvent
  | ReasoningSummaryTextDeltaEvent
  | ReasoningSummaryTextDoneEvent

/**
 * An event this library has no type for. It passes through unchanged, under its own name: `'(other)'`
 * only stands for all those names, so that `switch (event.type)` can narrow to the known ones.
 */
export interface UnknownResponseEvent {
  type: '(other)'
  [key: string]: unknown
}

/**
 * One event of a response stream. `switch (event.type)` narrows to the known ones.
 *
 * @see docs/protocol.md §6.8
 */
export type ResponseEvent = KnownResponseEvent | UnknownResponseEvent

/** How many tokens an answer took, in plain words. */
export interface TokenUsage {
  readonly inputTokens: number
  /** The part of the input that came from the prompt cache. */
  readonly cachedTokens: number
  readonly outputTokens: number
  /** The part of the output spent on thinking. */
  readonly reasoningTokens: number
  readonly totalTokens: number
}

export function toTokenUsage(usage: ResponseUsage): TokenUsage {
  return {
    inputTokens: usage.input_tokens,
    cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage.output_tokens,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
    totalTokens: usage.total_tokens,
  }
}

/** The output texts of a list of items, one after the other. */
export function outputTextOf(output: readonly ResponseItem[]): string {
  let text = ''
  for (const item of output) {
    if (item.type !== 'message' || !Array.isArray(item.content)) continue
    for (const part of item.content) if (part?.type === 'output_text') text += part.text
  }
  return text
}
