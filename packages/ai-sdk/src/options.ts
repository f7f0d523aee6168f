import type { OpenAILanguageModelResponsesOptions } from '@ai-sdk/openai'
import type { ReasoningEffort } from '@via-codex/core'

/** What this provider decides itself, or the Codex backend refuses. */
type Refused =
  | 'contextManagement'
  | 'conversation'
  | 'forceReasoning'
  | 'logprobs'
  | 'maxToolCalls'
  | 'metadata'
  | 'previousResponseId'
  | 'promptCacheRetention'
  | 'safetyIdentifier'
  | 'store'
  | 'systemMessageMode'
  | 'truncation'
  | 'user'

/**
 * `providerOptions.codex` of a language model: the options of `@ai-sdk/openai` for the Responses API, less
 * those that the backend refuses. The same under `providerOptions.openai` is taken too; where both name
 * an option, `codex` counts.
 *
 * @example
 * ```ts
 * providerOptions: { codex: { reasoningEffort: 'xhigh' } satisfies CodexLanguageModelOptions }
 * ```
 */
export interface CodexLanguageModelOptions extends Omit<
  OpenAILanguageModelResponsesOptions,
  Refused | 'reasoningEffort'
> {
  /** How long to think; which values there are depends on the model. @default the model's own */
  reasoningEffort?: ReasoningEffort | null | undefined
}

/** `providerOptions.codex` of an image model. */
export interface CodexImageModelOptions {
  /** @default 'auto' */
  quality?: 'auto' | 'low' | 'medium' | 'high' | undefined
  /** @default 'auto' */
  background?: 'auto' | 'opaque' | 'transparent' | undefined
  /** @default 'png' */
  outputFormat?: 'png' | 'jpeg' | 'webp' | undefined
  /** 0 to 100; not for PNG. @default 100 */
  outputCompression?: number | undefined
  /** @default 'auto' */
  moderation?: 'auto' | 'low' | undefined
  /** How closely to keep to the images given. @default 'low' */
  inputFidelity?: 'low' | 'high' | undefined
}
