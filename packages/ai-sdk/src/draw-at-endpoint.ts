import type { CodexBackend } from './backend.ts'
import type { Drawing, DrawingOrder } from './drawing.ts'
import { mapError } from './map-error.ts'
import { toCodexMetadata } from './provider-metadata.ts'

/**
 * By an image model, at the endpoint that the Codex CLI asks.
 *
 * @throws APICallError
 * @see docs/protocol.md §9.4
 */
export async function drawAtEndpoint(
  modelId: string,
  { files, options, ...order }: DrawingOrder,
  backend: CodexBackend,
): Promise<Drawing> {
  const call = await backend.begin()
  try {
    const result = await call.openai.image(modelId).doGenerate({
      ...order,
      files: files.length > 0 ? [...files] : undefined,
      mask: undefined,
      aspectRatio: undefined,
      seed: undefined,
      providerOptions: { openai: options },
    })
    const { headers } = result.response
    const told = result.providerMetadata?.['openai']?.images as { revisedPrompt?: string }[]
    return {
      // As OpenAI sends them: base64.
      images: result.images as string[],
      revisedPrompts: told.map(({ revisedPrompt }) => revisedPrompt),
      warnings: result.warnings,
      metadata: toCodexMetadata(call, headers),
      headers,
      usage: result.usage,
    }
  } catch (error) {
    throw mapError(error, call)
  }
}
