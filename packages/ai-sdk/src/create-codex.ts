import {
  NoSuchModelError,
  type ImageModelV4,
  type LanguageModelV4,
  type ProviderV4,
} from '@ai-sdk/provider'
import type { CodexModelId } from '@via-codex/core'
import { openBackend } from './backend.ts'
import { CodexImageModel } from './image-model.ts'
import { CodexLanguageModel } from './language-model.ts'
import type { CodexImageModelId } from './model-ids.ts'
import type { CodexProviderSettings } from './settings.ts'
import { codexTools } from './tools.ts'

/** The models of a Codex login, as a provider of the AI SDK. */
export interface CodexProvider extends ProviderV4 {
  /** The same as {@link CodexProvider.languageModel}. */
  (modelId: CodexModelId): LanguageModelV4
  /** A model for text, reasoning, tools and structured output. */
  languageModel(modelId: CodexModelId): LanguageModelV4
  /** The same as {@link CodexProvider.languageModel}, by its name in `@ai-sdk/openai`. */
  responses(modelId: CodexModelId): LanguageModelV4
  /**
   * A model for pictures: `gpt-image-…` draws at the endpoint that the Codex CLI asks, any other is a language
   * model that is told to call the hosted tool. Not every plan has them.
   */
  imageModel(modelId: CodexImageModelId): ImageModelV4
  /** The same as {@link CodexProvider.imageModel}. */
  image(modelId: CodexImageModelId): ImageModelV4
  /** @throws NoSuchModelError always: a Codex login has none */
  embeddingModel(modelId: string): never
  /** @throws NoSuchModelError always: a Codex login has none */
  transcriptionModel(modelId: string): never
  /** @throws NoSuchModelError always: a Codex login has none */
  speechModel(modelId: string): never
  /** @throws NoSuchModelError always: a Codex login has none */
  rerankingModel(modelId: string): never
  /** Tools that the backend runs, or that models of it are trained for. */
  readonly tools: typeof codexTools
  /** Closes its connections, not those of a `client` that was given. A program ends without it. */
  close(): Promise<void>
}

/**
 * Makes a provider for a Codex login. Nothing is read, not even the environment, and nothing contacted before the first
 * call. A value that core refuses is a `TypeError` of that call.
 *
 * @throws TypeError for a setting that there is not
 * @example
 * ```ts
 * const codex = createCodex({ codexHome: '/srv/codex', defaultOptions: { reasoningEffort: 'high' } })
 * const { text } = await generateText({ model: codex('gpt-5.5'), prompt: 'Hello!' })
 * ```
 */
export function createCodex(settings: CodexProviderSettings = {}): CodexProvider {
  const backend = openBackend(settings)
  const languageModel = (modelId: CodexModelId) => new CodexLanguageModel(modelId, backend)
  const imageModel = (modelId: CodexImageModelId) => new CodexImageModel(modelId, backend)
  // A function, and not an arrow: only so can it tell that it is called with `new`.
  function provider(modelId: CodexModelId) {
    if (new.target) throw new TypeError('Call codex("…") without the keyword new.')
    return languageModel(modelId)
  }
  return Object.assign(provider, {
    specificationVersion: 'v4' as const,
    languageModel,
    responses: languageModel,
    imageModel,
    image: imageModel,
    embeddingModel: none('embeddingModel'),
    transcriptionModel: none('transcriptionModel'),
    speechModel: none('speechModel'),
    rerankingModel: none('rerankingModel'),
    tools: codexTools,
    close: () => backend.close(),
  })
}

/** The provider for the Codex login of this machine. */
export const codex: CodexProvider = createCodex()

function none(modelType: NoSuchModelError['modelType']) {
  return (modelId: string): never => {
    throw new NoSuchModelError({ modelId, modelType })
  }
}
