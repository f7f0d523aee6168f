import { ApiError } from '../errors/api-error.ts'
import {
  defaultImageModel,
  imageLimits,
  imageTypeOf,
  parseImages,
  type ImagesResult,
} from '../protocol/images.ts'
import type { Connector } from './connection.ts'
import type { RequestOptions } from './responses.ts'

/** What to draw. Sizes and qualities are hints to the model. */
export interface ImageGenerateRequest {
  prompt: string
  /** @default 'gpt-image-2' */
  model?: string | undefined
  /** @default 'auto' */
  size?: 'auto' | '1024x1024' | '1536x1024' | '1024x1536' | (string & {}) | undefined
  /** @default 'auto' */
  quality?: 'auto' | 'low' | 'medium' | 'high' | (string & {}) | undefined
  /** @default 'opaque' */
  background?: 'opaque' | 'transparent' | undefined
}

/** What to draw, from pictures that there are. */
export interface ImageEditRequest extends ImageGenerateRequest {
  /** One to five pictures of at most 50 MiB each: PNG, JPEG, WebP or GIF, or a `data:` or https URL. */
  images: readonly (Uint8Array | string)[]
}

/** Draws. A picture takes 15 seconds to a minute, and not every plan has them. */
export interface Images {
  /**
   * Draws what the prompt says.
   *
   * @throws TypeError at once when the prompt is missing
   * @throws {@link AnyCodexError}
   * @see docs/protocol.md §9.4
   */
  generate(request: ImageGenerateRequest, options?: RequestOptions): Promise<ImagesResult>
  /**
   * Draws from pictures.
   *
   * @throws TypeError at once when the prompt is missing, or a picture is none
   * @throws {@link ApiError} `UNSUPPORTED_BY_BACKEND` when they are too many or too large, or the login is
   *   no Codex login; nothing is sent
   * @throws {@link AnyCodexError}
   */
  edit(request: ImageEditRequest, options?: RequestOptions): Promise<ImagesResult>
}

export function createImages({ connect }: Pick<Connector, 'connect'>): Images {
  const send = async (
    path: string,
    body: object,
    { signal }: RequestOptions = {},
  ): Promise<ImagesResult> => {
    const { backend, baseUrl, exchange } = await connect()
    if (path === 'edits' && backend !== 'codex') throw needsForm()
    const response = await exchange(`${baseUrl}/images/${path}`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
      redirect: 'manual',
    }).catch(explainPlan)
    const result = parseImages(await response.text())
    if (result) return result
    throw new ApiError('SERVER_ERROR', 'The server answered without a picture.', {
      status: response.status,
      hint: 'Try again in a moment.',
    })
  }
  return {
    generate: async (request, options) => send('generations', drawing(request), options),
    edit: async (request, options) => {
      const body = { images: references(request?.images), ...drawing(request) }
      return send('edits', body, options)
    },
  }
}

function drawing(request: ImageGenerateRequest): object {
  if (typeof request?.prompt !== 'string' || request.prompt.trim() === '') {
    throw new TypeError('prompt must say what to draw.')
  }
  const { prompt, model, size, quality, background } = request
  return {
    prompt,
    background: background ?? 'opaque',
    model: model ?? defaultImageModel,
    quality: quality ?? 'auto',
    size: size ?? 'auto',
  }
}

function references(images: ImageEditRequest['images']): { image_url: string }[] {
  if (!Array.isArray(images) || images.length === 0) {
    throw new TypeError('images must be a list of at least one picture.')
  }
  if (images.length > imageLimits.references) {
    throw tooMuch(
      'images',
      `${images.length} pictures are too many: an edit takes at most ${imageLimits.references}.`,
      'Send fewer pictures.',
    )
  }
  return images.map((image: Uint8Array | string, at) => ({ image_url: toUrl(image, at) }))
}

function toUrl(image: Uint8Array | string, at: number): string {
  const param = `images[${at}]`
  const isUrl = typeof image === 'string' && /^(?:data:image\/|https:\/\/)/i.test(image)
  const mediaType = image instanceof Uint8Array ? imageTypeOf(image) : undefined
  if (!isUrl && !mediaType) {
    throw new TypeError(
      `${param} must be the bytes of a PNG, JPEG, WebP or GIF, or a data: or https URL.`,
    )
  }
  // Of a data URL the base64 is counted, three quarters of which are the picture.
  const sizeBytes = typeof image === 'string' ? image.length * 0.75 : image.byteLength
  if (sizeBytes > imageLimits.bytes) {
    const size = `${Math.ceil(sizeBytes / 1024 / 1024)} MiB`
    throw tooMuch(
      param,
      `${param} is too large: ${size}, and 50 MiB are taken.`,
      'Make the picture smaller.',
    )
  }
  if (typeof image === 'string') return image
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength)
  return `data:${mediaType};base64,${bytes.toString('base64')}`
}

// JSON is the Codex backend's way to say it.
function needsForm(): ApiError {
  return new ApiError('UNSUPPORTED_BY_BACKEND', 'Only a Codex login edits pictures here.', {
    hint: 'With an API key use the openai SDK; createCodexFetch() passes its form on.',
  })
}

function tooMuch(param: string, message: string, hint: string): ApiError {
  return new ApiError('UNSUPPORTED_BY_BACKEND', message, { param, hint })
}

/** A plan without pictures is refused in the words for a plan without anything. */
function explainPlan(error: unknown): never {
  if (!ApiError.isInstance(error)) throw error
  const isOfPlan = error.code === 'PLAN_NOT_ENTITLED'
  // Cloudflare's refusal has a hint of its own.
  if (!isOfPlan && (error.code !== 'FORBIDDEN' || error.hint !== undefined)) throw error
  throw Object.assign(error, { hint: 'Use a plan that includes pictures; yours may not.' })
}
