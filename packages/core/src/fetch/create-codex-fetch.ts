import type { CodexClientOptions } from '../client/client-options.ts'
import { createCodexClient, interiorOf, type CodexClient } from '../client/codex-client.ts'
import type { Connection } from '../client/connection.ts'
import { reportDropped } from '../client/report-dropped.ts'
import { assertConversationId } from '../client/session-affinity.ts'
import { ApiError } from '../errors/api-error.ts'
import { isCodexError } from '../errors/error-codes.ts'
import { newUuid } from '../foundation/new-uuid.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import type { FetchFunction } from '../transport/exchange.ts'
import { answerImages } from './answer-images.ts'
import { answerModels } from './answer-models.ts'
import { answerResponses } from './answer-responses.ts'
import { toErrorResponse } from './error-response.ts'
import type { FetchContext } from './fetch-context.ts'
import { readFetchRequest, type FetchRequest } from './fetch-request.ts'
import { routeOf } from './route.ts'

/** Options of {@link createCodexFetch}: those of a client, and how it is used. `retry` is ignored. */
export interface CodexFetchOptions extends CodexClientOptions {
  /**
   * Goes the way of a client that you have: its login, connections and options, which then must not be
   * given here. Closing the fetch leaves that client open.
   */
  client?: CodexClient | undefined
  /** Hears what was left out of a request, because the backend refuses it. */
  onDropped?: ((dropped: readonly DroppedField[]) => void) | undefined
  /**
   * Names the conversation its requests belong to, for the backend's prompt cache, where a body has no
   * `prompt_cache_key` of its own. 1 to 128 visible ASCII characters.
   *
   * @default one for each fetch
   */
  conversationId?: string | undefined
}

/** A `fetch` that OpenAI-shaped programs take as it is. */
export type CodexFetch = FetchFunction & {
  /** As {@link CodexClient.close}; not of a client that was given. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Makes a `fetch` that answers OpenAI's API with your Codex login, for the openai SDK, the Agents SDK and
 * whatever else takes one. Of an address only the end of its path counts: `/responses`, `/models`,
 * `/images/generations` and `/images/edits`; everything else is answered 404. Reads nothing and connects to
 * nothing before the first request.
 *
 * It never sends again by itself: its callers do. What fails is an answer in OpenAI's envelope, and where
 * asking again is in vain, it says so; {@link findCodexError} finds the error behind it. A network that
 * fails is a `TypeError` whose `cause` is the error, as with the global `fetch`, and an abort is its reason.
 *
 * @throws TypeError for a wrong option
 * @throws {@link TransportError} `INSECURE_ENDPOINT` for an endpoint that is neither https nor loopback
 * @example
 * ```ts
 * const openai = new OpenAI({ apiKey: 'via-codex', fetch: createCodexFetch() })
 * const response = await openai.responses.create({ model: 'gpt-5.5', input: 'Hello!' })
 * ```
 */
export function createCodexFetch(options: CodexFetchOptions = {}): CodexFetch {
  const { client: given, onDropped, conversationId, ...clientOptions } = options
  assertConversationId(conversationId)
  if (onDropped !== undefined && typeof onDropped !== 'function') {
    throw new TypeError('onDropped must be a function.')
  }
  const client = given ?? createCodexClient(clientOptions)
  const interior = interiorOf(client)
  if (!interior) throw new TypeError('client must be one that createCodexClient() made.')
  const [extra] = given ? Object.keys(clientOptions) : []
  if (extra !== undefined) {
    throw new TypeError(`${extra} belongs to the client: leave it out, or client.`)
  }
  const { connector, logger, now, emit } = interior
  // A made-up name helps where headers decide; as a key of the public API's cache it would do harm.
  const ownConversationId = newUuid()
  const contextOf = (connection: Connection): FetchContext => ({
    connection,
    conversationId:
      conversationId ?? (connection.backend === 'codex' ? ownConversationId : undefined),
    models: client.models,
    now,
    emit,
    reportDropped(dropped) {
      reportDropped(dropped, logger)
      if (dropped.length > 0) onDropped?.(dropped)
    },
  })

  const codexFetch: FetchFunction = async (input, init) => {
    const request = readFetchRequest(input, init)
    request.signal?.throwIfAborted()
    try {
      return await answer(request, async () => contextOf(await connector.connect()))
    } catch (error) {
      request.signal?.throwIfAborted()
      if (!isCodexError(error)) throw error
      if (error.code !== 'CONNECTION_FAILED' && error.code !== 'TIMEOUT') {
        return toErrorResponse(error)
      }
      // In the words of the global fetch, which hosts know for a network that fails.
      throw new TypeError('fetch failed', { cause: error })
    }
  }
  const close = async () => {
    if (!given) await client.close()
  }
  return Object.assign(codexFetch, { close, [Symbol.asyncDispose]: close })
}

async function answer(
  request: FetchRequest,
  context: () => Promise<FetchContext>,
): Promise<Response> {
  const route = routeOf(request.method, request.url)
  switch (route.to) {
    case 'responses':
      return answerResponses(request, await context())
    case 'models':
      return answerModels(request, route.id, await context())
    case 'images':
      return answerImages(request, route.operation, await context())
    case 'nothing':
      throw new ApiError(
        'UNSUPPORTED_BY_BACKEND',
        `${request.method} ${pathOf(request)} is not offered.`,
        {
          status: 404,
          hint: route.hint,
        },
      )
  }
}

function pathOf({ url }: FetchRequest): string {
  return new URL(url, 'https://codex.invalid').pathname
}
