import { ApiError } from '../errors/api-error.ts'
import { defaultImageModel, imageTypeOf } from '../protocol/images.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { FetchContext } from './fetch-context.ts'
import { passedOnHeaders, readJson, type FetchRequest } from './fetch-request.ts'
import { toFailureResponse, toResponse } from './to-response.ts'

/**
 * `POST …/images/generations` and `…/images/edits`. OpenAI's SDKs send edits as a form; the Codex backend
 * takes the same as JSON, its pictures as data URLs.
 *
 * @throws {@link ApiError} `UNSUPPORTED_BY_BACKEND` for a mask, which it has no place for
 * @throws {@link AnyCodexError}
 * @see docs/protocol.md §9.4
 */
export async function answerImages(
  request: FetchRequest,
  operation: 'generations' | 'edits',
  { connection, now }: FetchContext,
): Promise<Response> {
  const { backend, baseUrl, authorized } = connection
  const { body, contentType } =
    backend === 'codex' ? await toCodexBody(request) : await asItIs(request)
  const { signal } = request
  const response = await authorized(`${baseUrl}/images/${operation}`, {
    method: 'POST',
    headers: {
      ...passedOnHeaders(request.headers),
      accept: request.headers.get('accept') ?? 'application/json',
      'content-type': contentType,
    },
    body,
    ...(signal && { signal }),
    redirect: 'manual',
  })
  const isSuccess = response.status >= 200 && response.status < 300
  return isSuccess ? toResponse(response) : toFailureResponse(response, now(), connection)
}

interface ImagesBody {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly contentType: string
}

async function asItIs(request: FetchRequest): Promise<ImagesBody> {
  const { bytes, contentType = 'application/json' } = await request.bytes()
  return { body: bytes, contentType }
}

const defaults = {
  background: 'opaque',
  model: defaultImageModel,
  quality: 'auto',
  size: 'auto',
}

async function toCodexBody(request: FetchRequest): Promise<ImagesBody> {
  const fields = request.isForm ? await fromForm(await request.formData()) : await readJson(request)
  const given = Object.entries(fields).filter(([, value]) => value !== null)
  return {
    body: JSON.stringify({ ...defaults, ...Object.fromEntries(given) }),
    contentType: 'application/json',
  }
}

const pictureFields = new Set(['image', 'image[]'])
/** What a form can only say as a text. */
const numberFields = new Set(['n', 'output_compression', 'partial_images'])

async function fromForm(form: FormData): Promise<JsonObject> {
  const images: { image_url: string }[] = []
  const fields: JsonObject = {}
  for (const [name, value] of form) {
    if (name === 'mask') {
      throw new ApiError('UNSUPPORTED_BY_BACKEND', 'This backend cannot take a mask.', {
        param: name,
        hint: 'Say in the prompt what to change.',
      })
    }
    if (pictureFields.has(name)) images.push({ image_url: await toUrl(value) })
    else if (numberFields.has(name)) fields[name] = Number(value)
    else fields[name] = name === 'stream' ? value === 'true' : value
  }
  return { ...fields, images }
}

async function toUrl(picture: File | string): Promise<string> {
  if (typeof picture === 'string') return picture
  const bytes = new Uint8Array(await picture.arrayBuffer())
  const mediaType = imageTypeOf(bytes) ?? (picture.type || 'application/octet-stream')
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`
}
