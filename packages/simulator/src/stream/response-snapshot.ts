import { isObject, type JsonObject } from '../json.ts'

/** The counts a response reports. @see docs/protocol.md §6.8 */
export interface TokenUsage {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  reasoningTokens: number
}

/** The usage object as the wire spells it. */
export function usageOnWire(usage: TokenUsage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  }
}

/** The `response` object at the start of a stream; later states are copies with members replaced. */
export function responseSnapshot(
  request: JsonObject,
  { id, model, createdAt }: { id: string; model: string; createdAt: Date },
): JsonObject {
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {}
  const text = isObject(request['text']) ? request['text'] : {}
  return {
    id,
    object: 'response',
    created_at: Math.floor(createdAt.getTime() / 1000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request['instructions'] ?? null,
    max_output_tokens: null,
    model,
    output: [],
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    prompt_cache_key: request['prompt_cache_key'] ?? null,
    reasoning: { effort: reasoning['effort'] ?? 'medium', summary: reasoning['summary'] ?? null },
    service_tier: request['service_tier'] ?? 'default',
    store: request['store'] ?? false,
    temperature: 1,
    text: { format: text['format'] ?? { type: 'text' }, verbosity: text['verbosity'] ?? 'medium' },
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: request['tools'] ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: { simulated: 'true', simulator: 'via-codex' },
  }
}
