import { ApiError } from '../errors/api-error.ts'
import { waitUnlessAborted } from '../foundation/delay.ts'
import { isJsonObject, parseJson, type JsonObject } from '../protocol/json.ts'

/** What a caller of `fetch` gave, its body not read yet. */
export interface FetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly signal: AbortSignal | undefined
  /** Whether the body is a form with files. */
  readonly isForm: boolean
  /** @throws what the caller's stream throws, or the reason of an abort: such a stream may never end */
  text(): Promise<string>
  /** The body as it is, and of which kind. */
  bytes(): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string | undefined }>
  /** @throws TypeError when it is no form */
  formData(): Promise<FormData>
}

/**
 * Reads the two arguments of `fetch`. The address may be of any host: it is only told by its path.
 *
 * @throws TypeError for a wrong argument, as `fetch` does
 */
export function readFetchRequest(
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
): FetchRequest {
  const given = typeof input === 'object' && 'url' in input ? input : undefined
  const url = given?.url ?? (input instanceof URL ? input.href : (input as string))
  const headers = new Headers(init.headers ?? given?.headers)
  const signal = init.signal ?? given?.signal ?? undefined
  const { body } = init
  const contentType = headers.get('content-type')
  // The platform's own reader, for whatever a body may be.
  const read = () =>
    given && (body === undefined || body === null)
      ? given
      : new Response(body, contentType === null ? {} : { headers: { 'content-type': contentType } })
  return {
    method: init.method ?? given?.method ?? 'GET',
    url,
    headers,
    signal,
    isForm: body instanceof FormData || Boolean(contentType?.startsWith('multipart/form-data')),
    text: async () => (typeof body === 'string' ? body : waitUnlessAborted(read().text(), signal)),
    bytes: async () => {
      const source = read()
      const bytes = new Uint8Array(await waitUnlessAborted(source.arrayBuffer(), signal))
      return { bytes, contentType: source.headers.get('content-type') ?? undefined }
    },
    formData: async () =>
      body instanceof FormData ? body : waitUnlessAborted(read().formData(), signal),
  }
}

/** @throws {@link ApiError} `INVALID_REQUEST` when the body is no JSON object */
export async function readJson(request: FetchRequest): Promise<JsonObject> {
  const body = parseJson(await request.text())
  if (isJsonObject(body)) return body
  throw new ApiError('INVALID_REQUEST', 'The body must be a JSON object.')
}

const notPassedOn = new Set([
  'accept',
  'accept-encoding',
  'api-key',
  'authorization',
  'chatgpt-account-id',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'openai-organization',
  'openai-project',
  'originator',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'version',
  'x-api-key',
])

/**
 * The caller's own headers that go on: not those that say who asks, which are ours to say, nor those of
 * this hop or of the SDK in between.
 */
export function passedOnHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name]) => !notPassedOn.has(name) && !name.startsWith('x-stainless-')),
  )
}
