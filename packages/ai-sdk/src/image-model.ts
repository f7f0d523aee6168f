import type {
  ImageModelV4,
  ImageModelV4CallOptions,
  ImageModelV4File,
  ImageModelV4Result,
  SharedV4Warning,
} from '@ai-sdk/provider'
import { downloadBlob } from '@ai-sdk/provider-utils'
import type { CodexBackend } from './backend.ts'
import { drawAtEndpoint } from './draw-at-endpoint.ts'
import { drawWithTool } from './draw-with-tool.ts'
import type { DrawingOrder, PictureFile } from './drawing.ts'
import type { CodexImageModelId } from './model-ids.ts'

/**
 * Pictures: by an image model at the endpoint that the Codex CLI asks, or by the hosted tool, which a
 * language model is told to call.
 */
export class CodexImageModel implements ImageModelV4 {
  readonly specificationVersion = 'v4'
  readonly provider = 'codex.image'
  readonly modelId: CodexImageModelId
  readonly maxImagesPerCall = 1
  readonly supportsFileInputs = true
  readonly supportsMaskInputs = false
  readonly #backend: CodexBackend

  constructor(modelId: CodexImageModelId, backend: CodexBackend) {
    this.modelId = modelId
    this.#backend = backend
  }

  async doGenerate(given: ImageModelV4CallOptions): Promise<ImageModelV4Result> {
    const timestamp = new Date()
    const { files = [], mask, aspectRatio, seed, ...rest } = given
    const order: DrawingOrder = {
      ...rest,
      files: await Promise.all(files.map((file) => toHere(file, given.abortSignal))),
      options: { ...given.providerOptions['openai'], ...given.providerOptions['codex'] },
    }
    const draw = this.modelId.startsWith('gpt-image') ? drawAtEndpoint : drawWithTool
    const drawing = await draw(this.modelId, order, this.#backend)
    const { images, warnings, revisedPrompts, metadata, headers, usage } = drawing
    return {
      images,
      warnings: [...unsupported({ aspectRatio, seed, mask }), ...warnings],
      // The SDK gives each picture what is under `images`, and of several calls keeps no more than that.
      providerMetadata: {
        codex: {
          ...metadata,
          images: revisedPrompts.map((revisedPrompt) => ({
            ...metadata,
            ...(revisedPrompt !== undefined && { revisedPrompt }),
          })),
        },
      },
      response: { timestamp, modelId: this.modelId, headers },
      ...(usage && { usage }),
    }
  }
}

/** Downloads what is only named: whether the backend fetches addresses is not known. */
async function toHere(
  file: ImageModelV4File,
  abortSignal: AbortSignal | undefined,
): Promise<PictureFile> {
  if (file.type === 'file') return file
  const blob = await downloadBlob(file.url, { ...(abortSignal && { abortSignal }) })
  const data = new Uint8Array(await blob.arrayBuffer())
  return { type: 'file', mediaType: blob.type || 'image/png', data }
}

const reasons = {
  aspectRatio: 'Name a size, or say it in the prompt.',
  seed: 'No seed is taken.',
  mask: 'Say in the prompt what is to change.',
} as const

function unsupported(given: { [Key in keyof typeof reasons]: unknown }): SharedV4Warning[] {
  return (['aspectRatio', 'seed', 'mask'] as const)
    .filter((feature) => given[feature] !== undefined)
    .map((feature) => ({ type: 'unsupported', feature, details: reasons[feature] }))
}
