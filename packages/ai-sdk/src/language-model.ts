import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import { WORKFLOW_DESERIALIZE, WORKFLOW_SERIALIZE } from '@ai-sdk/provider-utils'
import { openBackend, type CodexBackend } from './backend.ts'
import { prepareCall } from './call-options.ts'
import { toDroppedWarnings } from './dropped-warnings.ts'
import { mapError } from './map-error.ts'
import type { CodexModelId } from './model-ids.ts'
import { toCodexMetadata } from './provider-metadata.ts'
import { toPlainSettings, type CodexProviderSettings } from './settings.ts'

/** A model of the Codex backend: `@ai-sdk/openai`'s Responses model, asked in the backend's way. */
export class CodexLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4'
  readonly provider = 'codex.responses'
  readonly modelId: CodexModelId
  /** None: whether the backend fetches addresses is not known, so files are downloaded and sent along. */
  readonly supportedUrls: Record<string, RegExp[]> = {}
  readonly #backend: CodexBackend
  readonly #delegate: LanguageModelV4

  constructor(modelId: CodexModelId, backend: CodexBackend) {
    this.modelId = modelId
    this.#backend = backend
    this.#delegate = backend.responses(modelId)
  }

  /** For a workflow's step in another process, where the login is looked for anew. */
  static [WORKFLOW_SERIALIZE](model: CodexLanguageModel): SerializedModel {
    return { modelId: model.modelId, settings: toPlainSettings(model.#backend.settings) }
  }

  static [WORKFLOW_DESERIALIZE]({ modelId, settings }: SerializedModel): CodexLanguageModel {
    return new CodexLanguageModel(modelId, openBackend(settings))
  }

  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const call = prepareCall(options, this.#backend.settings.defaultOptions)
    try {
      const result = await this.#delegate.doGenerate(call.options)
      const headers = result.response?.headers
      return {
        ...result,
        warnings: [...call.warnings, ...toDroppedWarnings(headers), ...result.warnings],
        providerMetadata: {
          ...result.providerMetadata,
          codex: toCodexMetadata(headers, result),
        },
      }
    } catch (error) {
      throw await mapError(error)
    }
  }

  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const call = prepareCall(options, this.#backend.settings.defaultOptions)
    try {
      const result = await this.#delegate.doStream(call.options)
      const headers = result.response?.headers
      const warnings = [...call.warnings, ...toDroppedWarnings(headers)]
      const adapt = (part: LanguageModelV4StreamPart): LanguageModelV4StreamPart => {
        switch (part.type) {
          case 'stream-start':
            return { ...part, warnings: [...warnings, ...part.warnings] }
          case 'finish':
            return {
              ...part,
              providerMetadata: { ...part.providerMetadata, codex: toCodexMetadata(headers, part) },
            }
          default:
            return part
        }
      }
      return { ...result, stream: mapStream(result.stream, adapt) }
    } catch (error) {
      throw await mapError(error)
    }
  }
}

interface SerializedModel {
  modelId: CodexModelId
  settings: CodexProviderSettings
}

/** One hop a part; a `TransformStream` would be three. */
function mapStream<T>(stream: ReadableStream<T>, map: (part: T) => T): ReadableStream<T> {
  const reader = stream.getReader()
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(map(value))
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
