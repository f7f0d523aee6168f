import { normalizeRequest } from '../dialect/normalize-request.ts'
import {
  createResponseStream,
  type OpenedStream,
  type ResponseStream,
} from '../events/response-stream.ts'
import type { Logger } from '../foundation/logger.ts'
import { parseRateLimitHeaders, type RateLimitSnapshot } from '../protocol/rate-limit.ts'
import type { CodexResponse } from '../protocol/response-event.ts'
import type { ResponsesRequest } from '../protocol/responses-request.ts'
import { assertModel } from './assert-model.ts'
import type { EmitClientEvent } from './client-events.ts'
import type { Connector } from './connection.ts'
import { explainUnknownModel } from './explain-unknown-model.ts'
import type { Models } from './models.ts'
import {
  parseResponse,
  toStructuredRequest,
  type ParsedResponse,
  type ParseRequest,
} from './parse-response.ts'
import { reportDropped } from './report-dropped.ts'
import { requestResponse } from './request-response.ts'
import { assertConversationId } from './session-affinity.ts'
import type { OutputOf, TypedSchema } from './typed-schema.ts'

export interface RequestOptions {
  /** Ends the request; its reason is thrown untouched. */
  signal?: AbortSignal | undefined
}

/** Options of one question to a model. */
export interface ResponseOptions extends RequestOptions {
  /**
   * Names the conversation this request goes on with, so that the backend finds what it has in its prompt
   * cache: the same for each request of one conversation, another for each conversation. 1 to 128 visible
   * ASCII characters, such as a UUID.
   *
   * @default the request's own `prompt_cache_key`, else a new UUID
   */
  conversationId?: string | undefined
}

/** Asks the models. */
export interface Responses {
  /**
   * Asks, and gives the answer while it is made. Sends at the first read.
   *
   * @throws TypeError at once when `model` or `input` is missing, or an option wrong
   */
  stream(request: ResponsesRequest, options?: ResponseOptions): ResponseStream
  /**
   * Asks, and gives the answer whole.
   *
   * @throws {@link AnyCodexError}
   */
  create(request: ResponsesRequest, options?: ResponseOptions): Promise<CodexResponse>
  /**
   * Asks for an answer of a given shape, and gives it checked and typed, as `output_parsed`.
   *
   * @throws {@link StreamError} `RESPONSE_FAILED` when the model refused (`responseCode` is `refusal`), the
   *   answer stopped short, or does not fit (`invalid_output`)
   * @throws {@link AnyCodexError}
   * @throws TypeError for a schema that cannot be sent; then nothing is
   */
  parse<Schema extends TypedSchema>(
    request: ParseRequest<Schema>,
    options?: ResponseOptions,
  ): Promise<ParsedResponse<OutputOf<Schema>>>
}

export function createResponses(
  { connect }: Pick<Connector, 'connect'>,
  models: Models,
  { logger, emit }: { readonly logger: Logger; readonly emit: EmitClientEvent },
): Responses {
  const onRateLimits = (rateLimits: RateLimitSnapshot) => emit('rateLimits', rateLimits)
  const open = async (
    request: ResponsesRequest,
    { conversationId }: ResponseOptions,
    signal: AbortSignal,
  ): Promise<OpenedStream> => {
    const connection = await connect()
    const { body, dropped } = normalizeRequest(request, connection.backend)
    reportDropped(dropped, logger)
    const response = await requestResponse(connection, body, {
      conversationId,
      signal,
    })
    const header = (name: string) => response.headers.get(name)
    return {
      body: response.body ?? emptyBody(),
      warnings: dropped,
      quotesRequests: connection.quotesRequests,
      rateLimits: parseRateLimitHeaders(header),
      onRateLimits,
      requestId: header('x-request-id') ?? header('x-oai-request-id') ?? undefined,
    }
  }

  const start = (request: ResponsesRequest, options: ResponseOptions = {}, keepEvents: boolean) => {
    assertRequest(request)
    assertConversationId(options.conversationId)
    // A history that grows before the stream is read belongs to the next request.
    const { input } = request
    const snapshot = { ...request, input: typeof input === 'string' ? input : [...input] }
    return createResponseStream(
      (signal) =>
        open(snapshot, options, signal).catch(async (error: unknown) => {
          throw await explainUnknownModel(error, models, signal)
        }),
      { signal: options.signal, keepEvents },
    )
  }

  return {
    stream: (request, options) => start(request, options, true),
    create: async (request, options) => start(request, options, false).final(),
    parse: async (request, options) => {
      const response = await start(toStructuredRequest(request), options, false).final()
      return parseResponse(response, request.schema)
    },
  }
}

function assertRequest(request: ResponsesRequest): void {
  assertModel(request)
  if (typeof request.input !== 'string' && !Array.isArray(request.input)) {
    throw new TypeError('input must be a text or a list of items.')
  }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
