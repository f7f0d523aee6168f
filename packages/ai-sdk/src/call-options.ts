import type {
  JSONObject,
  LanguageModelV4CallOptions,
  SharedV4ProviderOptions,
  SharedV4Warning,
} from '@ai-sdk/provider'
import type { CodexLanguageModelOptions } from './options.ts'

/** A call as the OpenAI model takes it, and what was left out on the way. */
export interface PreparedCall {
  readonly options: LanguageModelV4CallOptions
  readonly warnings: readonly SharedV4Warning[]
}

/** Options that would have the model of `@ai-sdk/openai` leave parts of the history out. */
const ignored: Readonly<Record<string, string>> = {
  conversation: 'Nothing is stored on the other side; the messages are sent in full.',
  previousResponseId: 'Nothing is stored on the other side; the messages are sent in full.',
  store: 'Nothing is stored on the other side.',
  forceReasoning: 'Every model here reasons.',
  systemMessageMode: 'Instructions are sent in the one way that the backend takes.',
}

/** What the ignored options may say without a warning: what happens anyway. */
const harmless: Readonly<Record<string, unknown>> = {
  store: false,
  forceReasoning: true,
  systemMessageMode: 'developer',
}

/** Options of ours become those of `@ai-sdk/openai`, under the one name that it knows. */
export function prepareCall(
  options: LanguageModelV4CallOptions,
  defaults: CodexLanguageModelOptions | undefined,
): PreparedCall {
  const { codex, openai, ...others } = options.providerOptions ?? {}
  const merged: JSONObject = { ...defaults, ...openai, ...codex }
  const warnings: SharedV4Warning[] = []
  for (const [feature, details] of Object.entries(ignored)) {
    const value = merged[feature]
    delete merged[feature]
    if (value === undefined || value === null || value === harmless[feature]) continue
    warnings.push({ type: 'unsupported', feature, details })
  }
  // Two names of one tier, of which the backend knows one. See docs/protocol.md §6.4.
  if (merged['serviceTier'] === 'fast') merged['serviceTier'] = 'priority'
  const forced = { ...merged, forceReasoning: true, store: false }
  return {
    options: {
      ...options,
      prompt: options.prompt.map((message) =>
        Array.isArray(message.content)
          ? underOpenAI({ ...message, content: message.content.map(underOpenAI) } as typeof message)
          : underOpenAI(message),
      ),
      ...(options.tools && { tools: options.tools.map(underOpenAI) }),
      providerOptions: { ...others, openai: forced },
    },
    warnings,
  }
}

/** A message, part or tool with its `providerOptions.codex` as `providerOptions.openai`. */
function underOpenAI<T extends object>(holder: T): T {
  const { providerOptions } = holder as { providerOptions?: SharedV4ProviderOptions }
  if (providerOptions?.['codex'] === undefined) return holder
  const { codex, openai, ...others } = providerOptions
  return { ...holder, providerOptions: { ...others, openai: { ...openai, ...codex } } }
}
