import {
  APICallError,
  type ImageModelV4,
  type ImageModelV4CallOptions,
  type ImageModelV4File,
  type ImageModelV4Result,
  type LanguageModelV4FilePart,
  type LanguageModelV4GenerateResult,
  type SharedV4Warning,
} from '@ai-sdk/provider'
import { downloadBlob } from '@ai-sdk/provider-utils'
import type { CodexBackend } from './backend.ts'
import { CodexLanguageModel } from './language-model.ts'
import type { CodexModelId } from './model-ids.ts'

/** Pictures by the hosted tool `image_generation`, which a language model is told to call. */
export class CodexImageModel implements ImageModelV4 {
  readonly specificationVersion = 'v4'
  readonly provider = 'codex.image'
  readonly modelId: CodexModelId
  readonly maxImagesPerCall = 1
  readonly supportsFileInputs = true
  readonly supportsMaskInputs = false
  readonly #caller: CodexLanguageModel

  constructor(modelId: CodexModelId, backend: CodexBackend) {
    this.modelId = modelId
    this.#caller = new CodexLanguageModel(modelId, backend)
  }

  async doGenerate(options: ImageModelV4CallOptions): Promise<ImageModelV4Result> {
    const { prompt = '', files = [], size, abortSignal, headers, providerOptions } = options
    const timestamp = new Date()
    const pictures = await Promise.all(files.map((file) => toFilePart(file, abortSignal)))
    const result = await this.#caller.doGenerate({
      prompt: [
        { role: 'user', content: [{ type: 'text', text: prompt }, ...pictures] },
      ],
      tools: [
        {
          type: 'provider',
          id: 'openai.image_generation',
          name: 'image_generation',
          args: { ...(size && { size }), ...providerOptions['openai'], ...providerOptions['codex'] },
        },
      ],
      toolChoice: { type: 'tool', toolName: 'image_generation' },
      ...(abortSignal && { abortSignal }),
      ...(headers && { headers }),
    })
    const drawn = picturesOf(result)
    if (drawn.length === 0) throw nothingDrawn(result)
    const { inputTokens, outputTokens } = result.usage
    const metadata = result.providerMetadata?.['codex']
    return {
      images: drawn.map((picture) => picture.result),
      warnings: [...unsupported(options), ...result.warnings],
      providerMetadata: {
        codex: {
          ...metadata,
          // The SDK gives each picture its own, and keeps of several calls no more than these.
          images: drawn.map(({ revisedPrompt }) => ({
            ...metadata,
            ...(revisedPrompt !== undefined && { revisedPrompt }),
          })),
        },
      },
      response: { timestamp, modelId: this.modelId, headers: result.response?.headers },
      usage: {
        inputTokens: inputTokens.total,
        outputTokens: outputTokens.total,
        totalTokens: (inputTokens.total ?? 0) + (outputTokens.total ?? 0),
      },
    }
  }
}

/** Downloads what is only named: whether the backend fetches addresses is not known. */
async function toFilePart(
  file: ImageModelV4File,
  abortSignal: AbortSignal | undefined,
): Promise<LanguageModelV4FilePart> {
  if (file.type === 'file') {
    return { type: 'file', mediaType: file.mediaType, data: { type: 'data', data: file.data } }
  }
  const blob = await downloadBlob(file.url, { ...(abortSignal && { abortSignal }) })
  const data = new Uint8Array(await blob.arrayBuffer())
  return { type: 'file', mediaType: blob.type || 'image', data: { type: 'data', data } }
}

const reasons = {
  aspectRatio: 'Name a size, or say it in the prompt.',
  seed: 'The tool takes no seed.',
  mask: 'Say in the prompt what is to change.',
} as const

function unsupported(options: ImageModelV4CallOptions): SharedV4Warning[] {
  return (['aspectRatio', 'seed', 'mask'] as const)
    .filter((feature) => options[feature] !== undefined)
    .map((feature) => ({ type: 'unsupported', feature, details: reasons[feature] }))
}

interface Picture {
  readonly result: string
  readonly revisedPrompt: string | undefined
}

/** The finished calls of the tool, from the answer itself: the content keeps no revised prompt. */
function picturesOf({ response }: LanguageModelV4GenerateResult): Picture[] {
  const { output = [] } = (response?.body ?? {}) as { output?: Record<string, unknown>[] }
  return output.flatMap(({ type, result, revised_prompt: revisedPrompt }) =>
    type === 'image_generation_call' && typeof result === 'string' && result !== ''
      ? [{ result, revisedPrompt: typeof revisedPrompt === 'string' ? revisedPrompt : undefined }]
      : [],
  )
}

function nothingDrawn({ content, request, response }: LanguageModelV4GenerateResult): APICallError {
  const words = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return new APICallError({
    message: `The model drew nothing${words ? ` and said: ${words}` : '.'} Not every plan includes pictures.`,
    url: 'https://codex.invalid/v1/responses',
    requestBodyValues: request?.body,
    statusCode: 200,
    ...(response?.headers && { responseHeaders: response.headers }),
    responseBody: JSON.stringify(response?.body),
    isRetryable: false,
  })
}
