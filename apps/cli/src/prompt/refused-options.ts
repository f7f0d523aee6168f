const sampling = 'the Codex backend refuses it, since its models choose their words by themselves'
const length =
  'the Codex backend refuses any limit on tokens; -o verbosity low makes answers shorter'
const storing = 'the Codex backend stores no answers; to go on with one, use -c'
const unsupported = 'the Codex backend refuses it with a ChatGPT login'

/** Options of the public API that the Codex backend answers with an error, and why. @see docs/protocol.md §6.6 */
export const refusedOptions: Readonly<Record<string, string>> = {
  temperature: sampling,
  top_p: sampling,
  top_k: sampling,
  min_p: sampling,
  seed: sampling,
  stop: sampling,
  frequency_penalty: sampling,
  presence_penalty: sampling,
  logit_bias: sampling,
  logprobs: sampling,
  top_logprobs: sampling,
  max_output_tokens: length,
  max_tokens: length,
  max_completion_tokens: length,
  previous_response_id: storing,
  background: storing,
  store: storing,
  conversation: storing,
  context_management: unsupported,
  json_object: 'the Codex backend takes a schema in its place; use --schema',
  max_tool_calls: unsupported,
  metadata: unsupported,
  prompt: unsupported,
  prompt_cache_retention: unsupported,
  safety_identifier: unsupported,
  stream: 'answers are always streamed; --no-stream prints them when they are whole',
  stream_options: unsupported,
  truncation: unsupported,
  user: unsupported,
}
