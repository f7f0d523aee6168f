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
import { mapError } from './map-error.ts'
import type { CodexModelId } from '@via-codex/core'
import { toCodexMetadata } from './provider-metadata.ts'
import { toPlainSettings, type CodexProviderSettings } from './settings.ts'
import { toWarnings } from './warnings.ts'

/** A model of the Codex backend: `@ai-sdk/openai`'s Responses model, asked in the backend's way. */
export class CodexLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4'
  readonly provider = 'codex.responses'
  readonly modelId: CodexModelId
  /** None: whether the backend fetches addresses is not known, so files are downloaded and sent along. */
  readonly supportedUrls: Record<string, RegExp[]> = {}
  readonly #backend: CodexBackend

  constructor(modelId: CodexModelId, backend: CodexBackend) {
    this.modelId = modelId
    this.#backend = backend
  }

  /** For a workflow's step in another process, where the login is looked for anew. */
  static [WORKFLOW_SERIALIZE](model: CodexLanguageModel): SerializedModel {
    return { modelId: model.modelId, settings: toPlainSettings(model.#backend.settings) }
  }

  static [WORKFLOW_DESERIALIZE]({ modelId, settings }: SerializedModel): CodexLanguageModel {
    return new CodexLanguageModel(modelId, openBackend(settings))
  }

  async doGenerate(given: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const { options, warnings } = prepareCall(given, this.#backend.settings.defaultOptions)
    const call = await this.#backend.begin()
    try {
      const result = await call.openai.responses(this.modelId).doGenerate(options)
      return {
        ...result,
        warnings: [...warnings, ...toWarnings(call.dropped), ...result.warnings],
        providerMetadata: {
          ...result.providerMetadata,
          codex: toCodexMetadata(call, result.response?.headers, result),
        },
      }
    } catch (error) {
      throw mapError(error, call)
    }
  }

  async doStream(given: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { options, warnings } = prepareCall(given, this.#backend.settings.defaultOptions)
    const call = await this.#backend.begin()
    try {
      const result = await call.openai.responses(this.modelId).doStream(options)
      const headers = result.response?.headers
      const adapt = (part: LanguageModelV4StreamPart): LanguageModelV4StreamPart => {
        switch (part.type) {
          case 'stream-start':
            return {
              ...part,
              warnings: [...warnings, ...toWarnings(call.dropped), ...part.warnings],
            }
          case 'finish':
            return {
              ...part,
              providerMetadata: {
                ...part.providerMetadata,
                codex: toCodexMetadata(call, headers, part),
              },
            }
          default:
            return part
        }
      }
      return { ...result, stream: mapStream(result.stream, adapt) }
    } catch (error) {
      throw mapError(error, call)
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
