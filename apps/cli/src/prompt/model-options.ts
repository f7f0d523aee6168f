import type { ResponsesRequest } from '@via-codex/core'
import { UsageError } from '../command-error.ts'

/** The part of a request that `-o` can set. */
export type ModelOptions = Pick<ResponsesRequest, 'reasoning' | 'text' | 'service_tier'>

const knownOptions: Readonly<Record<string, (value: string) => ModelOptions>> = {
  reasoning_effort: (value) => ({ reasoning: { effort: value } }),
  reasoning_summary: (value) => ({ reasoning: { summary: value } }),
  verbosity: (value) => ({ text: { verbosity: value } }),
  service_tier: (value) => ({ service_tier: value }),
}

/** Options of the public API that the Codex backend answers with an error. @see docs/protocol.md §6.6 */
const refusedOptions = new Set([
  'temperature',
  'top_p',
  'max_output_tokens',
  'max_tokens',
  'max_completion_tokens',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'stop',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'truncation',
  'user',
  'metadata',
  'safety_identifier',
  'previous_response_id',
  'background',
  'max_tool_calls',
  'prompt',
])

/**
 * What a list of keys and values asks for; the last one of a key counts.
 *
 * @throws UsageError for a key that is unknown or that the backend refuses
 */
export function toModelOptions(pairs: readonly (readonly [string, string])[]): ModelOptions {
  const result: ModelOptions = {}
  for (const [key, value] of pairs) {
    const make = Object.hasOwn(knownOptions, key) ? knownOptions[key] : undefined
    if (!make) throw unknownOption(key)
    const { reasoning, text, ...rest } = make(value)
    Object.assign(result, rest)
    if (reasoning) result.reasoning = { ...result.reasoning, ...reasoning }
    if (text) result.text = { ...result.text, ...text }
  }
  return result
}

function unknownOption(key: string): UsageError {
  const list = `There are: ${Object.keys(knownOptions).join(', ')}.`
  return refusedOptions.has(key)
    ? new UsageError(
        `-o ${key} cannot be used: the Codex backend refuses it with a ChatGPT login.`,
        `Leave it out. ${list}`,
      )
    : new UsageError(`-o ${key} is no option of the model.`, list)
}
