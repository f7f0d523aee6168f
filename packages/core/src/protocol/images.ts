import * as z from 'zod/mini'
import { instantFromSeconds } from './instant.ts'
import { parseJson } from './json.ts'
import { optional } from './lenient.ts'
import type { ImageGenerationCallItem } from './response-item.ts'

/** The model that draws. @see docs/protocol.md §9.4 */
export const defaultImageModel = 'gpt-image-2'

/** The most pictures an edit may start from, and how large each may be. @see docs/protocol.md §9.4 */
export const imageLimits = { references: 5, bytes: 50 * 1024 * 1024 }

/** A picture that was made. */
export interface GeneratedImage {
  readonly data: Uint8Array<ArrayBuffer>
  /** Such as `image/png`, told by the first bytes. */
  readonly mediaType: string
  /** What the model made of the prompt, where it says so. */
  readonly revisedPrompt?: string
}

/** The answer to a request for pictures. */
export interface ImagesResult {
  readonly images: readonly GeneratedImage[]
  readonly createdAt?: Date
}

const answerShape = z.lazy(() =>
  z.looseObject({
    created: optional(z.number()),
    data: z
      .array(z.looseObject({ b64_json: z.string(), revised_prompt: optional(z.string()) }))
      .check(z.minLength(1)),
  }),
)

/**
 * Reads an answer with pictures.
 *
 * @returns `undefined` when it has none
 * @see docs/protocol.md §9.4
 */
export function parseImages(text: string): ImagesResult | undefined {
  const parsed = answerShape.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  const createdAt = instantFromSeconds(parsed.data.created)
  return {
    images: parsed.data.data.map((entry) => toImage(entry.b64_json, entry.revised_prompt)),
    ...(createdAt && { createdAt }),
  }
}

/** The picture of an item; `undefined` when it has none, or not yet. */
export function toGeneratedImage(item: ImageGenerationCallItem): GeneratedImage | undefined {
  return item.result ? toImage(item.result, item.revised_prompt) : undefined
}

function toImage(base64: string, revisedPrompt: string | null | undefined): GeneratedImage {
  const data = new Uint8Array(Buffer.from(base64, 'base64'))
  return {
    data,
    mediaType: imageTypeOf(data) ?? 'application/octet-stream',
    ...(revisedPrompt && { revisedPrompt }),
  }
}

/** The media type by the first bytes, for the four kinds a model takes; else `undefined`. */
export function imageTypeOf(data: Uint8Array): string | undefined {
  const start = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, 12)).toString(
    'latin1',
  )
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^RIFF[^]{4}WEBP/.test(start)) return 'image/webp'
  if (/^GIF8[79]a/.test(start)) return 'image/gif'
  return undefined
}
