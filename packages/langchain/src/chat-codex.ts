import type { LangSmithParams } from '@langchain/core/language_models/chat_models'
import type { ModelProfile } from '@langchain/core/language_models/profile'
import { ChatOpenAIResponses, type OpenAIClient } from '@langchain/openai'
import type { CodexModelId } from '@via-codex/core'
import { sortFields, type ChatCodexCallOptions, type ChatCodexFields } from './fields.ts'
import { createLazyFetch, type LazyFetch } from './lazy-fetch.ts'
import { isWorthAnotherTry, mapError } from './map-error.ts'
import { codexProfile } from './profile.ts'
import { throwOnFailed } from './throw-on-failed.ts'

type Upstream = ChatOpenAIResponses<ChatCodexCallOptions>
type Streamed = OpenAIClient.Responses.ResponseCreateParamsStreaming
type Whole = OpenAIClient.Responses.ResponseCreateParamsNonStreaming
type Event = OpenAIClient.Responses.ResponseStreamEvent

/** Says where requests go to nobody but the SDK: core's fetch goes by the end of the path alone. */
const baseURL = 'https://codex.invalid/v1'

const toolChoices: ReadonlyMap<unknown, 'auto' | 'none' | 'required'> = new Map([
  ['any', 'required'],
  ['auto', 'auto'],
  ['none', 'none'],
  ['required', 'required'],
])

/**
 * The models of a Codex login as a chat model of LangChain: `@langchain/openai`'s Responses model, asked in
 * the backend's way. Nothing is read, not even the environment, and nothing contacted before the first call.
 * A value that core refuses is a `TypeError` of that call.
 *
 * @throws TypeError for a field that there is not, and when `model` is missing
 * @example
 * ```ts
 * const model = new ChatCodex({ model: 'gpt-5.5', reasoning: { effort: 'high' } })
 * const { text } = await model.invoke('Why do pelicans have pouches?')
 * ```
 */
export class ChatCodex extends ChatOpenAIResponses<ChatCodexCallOptions> {
  /** It holds what cannot be written down: a login, connections. */
  override lc_serializable = false
  /** See {@link ChatCodexFields.instructions}. */
  instructions: string | undefined
  readonly #fetch: LazyFetch

  constructor(model: CodexModelId, fields?: Omit<ChatCodexFields, 'model'>)
  constructor(fields: ChatCodexFields)
  constructor(
    modelOrFields: CodexModelId | ChatCodexFields,
    fields?: Omit<ChatCodexFields, 'model'>,
  ) {
    const given =
      typeof modelOrFields === 'string' ? { ...fields, model: modelOrFields } : modelOrFields
    const { login, model, instructions } = sortFields(given)
    const lazyFetch = createLazyFetch(login)
    super({
      ...model,
      // Nothing is stored on the other side, so the messages are sent whole, reasoning included.
      zdrEnabled: true,
      // Given, so that OPENAI_API_KEY and OPENAI_BASE_URL are not looked at. The token is never here: LangChain
      // writes what is into keys of its cache.
      apiKey: 'codex-oauth',
      configuration: { ...model.configuration, baseURL, fetch: lazyFetch.fetch },
    })
    this.#fetch = lazyFetch
    this.instructions = instructions
    // LangChain asks again whatever it has no rule against, and goes by the status: it cannot tell an answer that
    // stalled from a connection that failed.
    const { caller } = this
    const judge = caller['onFailedAttempt']
    caller['onFailedAttempt'] = async (error: unknown) => {
      await judge?.(error)
      const { core } = await lazyFetch.open()
      if (!isWorthAnotherTry(core.findCodexError(error))) throw error
    }
  }

  static override lc_name(): string {
    return 'ChatCodex'
  }

  override _llmType(): string {
    return 'openai-codex'
  }

  override get callKeys(): string[] {
    return [...super.callKeys, 'instructions']
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    return { ...super.getLsParams(options), ls_provider: 'openai-codex' }
  }

  /** What answers depend on, for the key of the cache: no login, no address. */
  override _identifyingParams(): ReturnType<Upstream['_identifyingParams']> {
    const params = { ...super._identifyingParams(), instructions: this.instructions }
    const entries = Object.entries(params).filter(([name]) => !(name in this.clientConfig))
    return Object.fromEntries(entries) as never
  }

  /** What the model takes and gives: what LangChain knows of it, and what is true of every model here. */
  override get profile(): ModelProfile {
    return { ...super.profile, ...codexProfile }
  }

  override invocationParams(
    options?: this['ParsedCallOptions'],
  ): ReturnType<Upstream['invocationParams']> {
    const { verbosity } = this
    // Upstream looks for it among the options of the call alone.
    const params = super.invocationParams({ ...(verbosity && { verbosity }), ...options })
    // Upstream leaves it out for models whose names it does not know; every model here reasons.
    const reasoning = { ...this.reasoning, ...options?.reasoning }
    if (options?.reasoningEffort !== undefined) reasoning.effort ??= options.reasoningEffort
    // Upstream passes on only those that name a tool.
    const choice = toolChoices.get(options?.tool_choice)
    return {
      ...params,
      ...(choice && { tool_choice: choice }),
      ...(options?.instructions !== undefined && { instructions: options.instructions }),
      ...(Object.keys(reasoning).length > 0 && { reasoning }),
    }
  }

  override completionWithRetry(
    request: Streamed,
    options?: OpenAIClient.RequestOptions,
  ): Promise<AsyncIterable<Event>>
  override completionWithRetry(
    request: Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<OpenAIClient.Responses.Response>
  override async completionWithRetry(
    request: Streamed | Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<AsyncIterable<Event> | OpenAIClient.Responses.Response> {
    // Here, and not within the fetch: what that throws is taken for the network's, and tried again.
    const { core } = await this.#fetch.open()
    try {
      const asked = this.#instruct(request)
      if (!asked.stream) return await super.completionWithRetry(asked, options)
      return throwOnFailed(await super.completionWithRetry(asked, options), core)
    } catch (error) {
      throw mapError(error, core)
    }
  }

  /** Closes its connections, not those of a `client` that was given. A program ends without it. */
  close(): Promise<void> {
    return this.#fetch.close()
  }

  /** The field goes behind the call's own instructions and behind messages that stand before all others. */
  #instruct<Request extends Streamed | Whole>(request: Request): Request {
    const { instructions } = this
    const { input } = request
    const [first] = Array.isArray(input) ? input : []
    const role = first && 'role' in first ? first.role : undefined
    const isInstructed = request.instructions != null || role === 'system' || role === 'developer'
    return isInstructed || instructions === undefined ? request : { ...request, instructions }
  }
}
