import type { InputImagePart, ResponsesRequest } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import { refusedOptions } from './refused-options.ts'

/** The part of a request that `-o` can set. */
export interface ModelOptions extends Pick<
  ResponsesRequest,
  'reasoning' | 'text' | 'service_tier' | 'prompt_cache_key' | 'parallel_tool_calls'
> {
  /** Belongs to each image of the prompt. */
  imageDetail?: InputImagePart['detail']
}

/** `-o KEY VALUE`. */
export type OptionPair = readonly [key: string, value: string]

interface ModelOption {
  /** The values there are; without them any text will do. */
  readonly choices?: readonly string[]
  readonly words: string
  readonly make: (value: string) => ModelOptions
}

/** Every option a person can set. @see docs/protocol.md §6.4, §6.6 */
export const modelOptions: Readonly<Record<string, ModelOption>> = {
  reasoning_effort: {
    choices: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'],
    words: 'how long the model thinks; `via-codex models` shows what each takes',
    make: (effort) => ({ reasoning: { effort } }),
  },
  reasoning_summary: {
    choices: ['auto', 'concise', 'detailed', 'none'],
    words: 'how it tells of its thinking, on stderr',
    make: (summary) => ({ reasoning: { summary: summary === 'none' ? null : summary } }),
  },
  reasoning_context: {
    choices: ['auto', 'current_turn', 'all_turns'],
    words: 'how much of its earlier thinking it takes into account',
    make: (context) => ({ reasoning: { context } }),
  },
  verbosity: {
    choices: ['low', 'medium', 'high'],
    words: 'how long the answer is',
    make: (verbosity) => ({ text: { verbosity } }),
  },
  service_tier: {
    choices: ['priority', 'flex', 'default'],
    words: 'how soon it is answered, and how dearly',
    make: (tier) => ({ service_tier: tier === 'default' ? undefined : tier }),
  },
  prompt_cache_key: {
    words: 'which requests share what the server keeps of their beginnings',
    make: (key) => ({ prompt_cache_key: key }),
  },
  parallel_tool_calls: {
    choices: ['true', 'false'],
    words: 'whether it may ask for several tools at once',
    make: (value) => ({ parallel_tool_calls: value === 'true' }),
  },
  image_detail: {
    choices: ['auto', 'low', 'high', 'original'],
    words: 'how closely it looks at attached images',
    make: (detail) => ({ imageDetail: detail as InputImagePart['detail'] }),
  },
}

/**
 * What a list of keys and values asks for; the last one of a key counts.
 *
 * @throws UsageError for a key or value that is unknown or that the backend refuses
 */
export function toModelOptions(pairs: readonly OptionPair[]): ModelOptions {
  const result: ModelOptions = {}
  for (const [key, value] of pairs) {
    const option = Object.hasOwn(modelOptions, key) ? modelOptions[key] : undefined
    if (!option) throw unknownOption(key)
    if (option.choices && !option.choices.includes(value)) {
      throw new UsageError(
        `-o ${key} ${value}: there is no such value.`,
        `There are: ${option.choices.join(', ')}.`,
      )
    }
    const { reasoning, text, ...rest } = option.make(value)
    Object.assign(result, rest)
    if (reasoning) result.reasoning = { ...result.reasoning, ...reasoning }
    if (text) result.text = { ...result.text, ...text }
  }
  return result
}

function unknownOption(key: string): UsageError {
  const list = `There are: ${Object.keys(modelOptions).join(', ')}.`
  const reason = Object.hasOwn(refusedOptions, key) ? refusedOptions[key] : undefined
  return reason === undefined
    ? new UsageError(`-o ${key} is no option of the model.`, list)
    : new UsageError(`-o ${key} cannot be used: ${reason}.`, `Leave it out. ${list}`)
}
