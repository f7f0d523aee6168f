import { assertModel } from '../client/assert-model.ts'
import type { CodexClient } from '../client/codex-client.ts'
import type { ResponseOptions } from '../client/responses.ts'
import { assertConversationId } from '../client/session-affinity.ts'
import { ApiError } from '../errors/api-error.ts'
import { StreamError } from '../errors/stream-error.ts'
import type { ResponseStream } from '../events/response-stream.ts'
import { newUuid } from '../foundation/new-uuid.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'
import type { CodexResponse, ResponseEvent } from '../protocol/response-event.ts'
import type { InputItem, ResponsesRequest } from '../protocol/responses-request.ts'
import { createRun } from './run.ts'
import {
  parseSavedConversation,
  type SavedConversation,
  type SavedItem,
} from './saved-conversation.ts'

/** One turn: a request without the history, which the conversation has. */
export interface TurnRequest extends Omit<ResponsesRequest, 'input'> {
  /** What is new: a text as one user message, or items. @default [] */
  input?: string | InputItem[] | undefined
}

/** All that a conversation needs of a client. */
export type ConversationClient = Pick<CodexClient, 'responses' | 'login'>

export interface ConversationOptions {
  /** Names it for the backend's prompt cache: 1 to 128 visible ASCII characters. @default a new UUID */
  id?: string | undefined
}

/**
 * A conversation kept here, since the backend keeps nothing. Each turn sends all items, the reasoning too,
 * and keeps what was new once it has come to its good end; a turn that fails changes nothing. One turn at a
 * time: another one begun meanwhile fails with a `TypeError`.
 *
 * Reasoning is encrypted for one account. It goes only with requests of that account; when the backend
 * refuses it nevertheless, it is dropped and the turn sent once more, before its first event.
 *
 * @see docs/protocol.md §6.4, §6.11
 */
export class Conversation {
  readonly id: string
  readonly #client: ConversationClient
  #kept: SavedItem[] = []
  #isBusy = false

  constructor(client: ConversationClient, options: ConversationOptions = {}) {
    assertConversationId(options.id)
    this.#client = client
    this.id = options.id ?? newUuid()
  }

  /**
   * Takes up a conversation that was saved with {@link Conversation.toJSON}.
   *
   * @param saved as an object, not as text
   * @throws TypeError naming the first member that is not what it should be
   */
  static fromJSON(client: ConversationClient, saved: unknown): Conversation {
    const { id, items } = parseSavedConversation(saved)
    const conversation = new Conversation(client, { id })
    conversation.#kept = items
    return conversation
  }

  /** All items so far, without their ids: nothing is stored on the other side. */
  get items(): readonly InputItem[] {
    return this.#kept.map(({ item }) => item)
  }

  /** Adds items, such as outputs of tools, to go with the next turn. */
  add(...items: InputItem[]): void {
    this.#keep(items, undefined)
  }

  /**
   * Sends a turn, and gives the answer while it is made.
   *
   * @throws TypeError at once when `model` is missing
   */
  stream(
    request: TurnRequest,
    options: Omit<ResponseOptions, 'conversationId'> = {},
  ): ResponseStream {
    assertModel(request)
    const dropped: DroppedField[] = []
    let current: ResponseStream | undefined
    const begin = (input: InputItem[], signal: AbortSignal) => {
      current = this.#client.responses.stream(
        { ...request, input },
        { ...options, signal, conversationId: this.id },
      )
      return current
    }
    const run = createRun(
      (signal) => this.#turn(toItems(request.input), begin, dropped, signal),
      options.signal,
    )
    return {
      ...run,
      get rateLimits() {
        return current?.rateLimits
      },
      get requestId() {
        return current?.requestId
      },
      get warnings() {
        return [...dropped, ...(current?.warnings ?? [])]
      },
    }
  }

  /**
   * Sends a turn, and gives the answer whole.
   *
   * @throws {@link AnyCodexError}
   */
  async create(
    request: TurnRequest,
    options?: Omit<ResponseOptions, 'conversationId'>,
  ): Promise<CodexResponse> {
    return this.stream(request, options).final()
  }

  /** For `JSON.stringify`; it holds all that was said, and no token. */
  toJSON(): SavedConversation {
    return { version: 1, id: this.id, items: [...this.#kept] }
  }

  async *#turn(
    input: InputItem[],
    begin: (input: InputItem[], signal: AbortSignal) => ResponseStream,
    dropped: DroppedField[],
    signal: AbortSignal,
  ): AsyncGenerator<ResponseEvent, CodexResponse> {
    if (this.#isBusy) throw new TypeError('A conversation takes one turn at a time.')
    this.#isBusy = true
    try {
      return yield* this.#freeTurn(input, begin, dropped, signal)
    } finally {
      this.#isBusy = false
    }
  }

  async *#freeTurn(
    input: InputItem[],
    begin: (input: InputItem[], signal: AbortSignal) => ResponseStream,
    dropped: DroppedField[],
    signal: AbortSignal,
  ): AsyncGenerator<ResponseEvent, CodexResponse> {
    const { account } = await this.#client.login.status({ signal })
    const { accountId } = account
    const ofThisAccount = this.#kept.filter(
      (kept) => !isEncrypted(kept.item) || kept.accountId === accountId,
    )
    if (ofThisAccount.length < this.#kept.length) {
      dropped.push({ field: 'input', reason: 'Reasoning of another account cannot be read.' })
    }
    let history = ofThisAccount.map(({ item }) => item)
    for (;;) {
      const all = [...history, ...input]
      const stream = begin(all, signal)
      // The opening events of a turn that is sent again are told once.
      let opening: ResponseEvent[] | undefined = all.some(isEncrypted) ? [] : undefined
      try {
        for await (const event of stream) {
          if (opening && isOpening(event)) {
            opening.push(event)
            continue
          }
          if (opening) yield* opening
          opening = undefined
          yield event
        }
        const response = await stream.final()
        this.#keep(input, undefined)
        this.#keep(response.output, accountId)
        return response
      } catch (error) {
        if (!opening || !isUnreadableReasoning(error)) throw error
        dropped.push({ field: 'input', reason: 'The backend could not read earlier reasoning.' })
        this.#kept = this.#kept.filter(({ item }) => !isEncrypted(item))
        history = this.#kept.map(({ item }) => item)
        input = input.filter((item) => !isEncrypted(item))
      }
    }
  }

  #keep(items: readonly InputItem[], accountId: string | undefined): void {
    for (const { id: _, ...item } of items) {
      const isBound = accountId !== undefined && isEncrypted(item)
      this.#kept.push({ item, ...(isBound && { accountId }) })
    }
  }
}

function toItems(input: TurnRequest['input']): InputItem[] {
  if (input === undefined) return []
  if (typeof input !== 'string') return [...input]
  return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
}

function isEncrypted(item: InputItem): boolean {
  return typeof (item as { encrypted_content?: unknown }).encrypted_content === 'string'
}

function isOpening({ type }: ResponseEvent): boolean {
  return type === 'response.created' || type === 'response.in_progress'
}

const unreadable = 'invalid_encrypted_content'

function isUnreadableReasoning(error: unknown): boolean {
  if (ApiError.isInstance(error)) return error.serverCode === unreadable
  return StreamError.isInstance(error) && error.responseCode === unreadable
}
