import { randomUUID } from 'node:crypto'
import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai'
import type * as Core from '@via-codex/core'
import type { AnyCodexError, CodexClient, DroppedField, RateLimitSnapshot } from '@via-codex/core'
import { assertSettings, type CodexProviderSettings } from './settings.ts'

/** What the models of one provider share. */
export interface CodexBackend {
  readonly settings: CodexProviderSettings
  /**
   * Each call has its own way through the one client, so that what is told of it is told of it alone.
   *
   * @throws TypeError for a setting that core refuses
   */
  begin(): Promise<CodexCall>
  /** Leaves a client open that was given. */
  close(): Promise<void>
}

/** One call on its way. */
export interface CodexCall {
  /** Loaded by then. */
  readonly core: typeof Core
  readonly client: CodexClient
  /** The provider of `@ai-sdk/openai`, over the login. */
  readonly openai: OpenAIProvider
  /** What core left out of the request, because the backend refuses it. */
  readonly dropped: readonly DroppedField[]
  /** What core made of an answer that is no success. */
  readonly failure: () => AnyCodexError | undefined
  /** What the plan has left, as an answer to this or another call told it last. */
  readonly rateLimits: () => RateLimitSnapshot | undefined
}

/** Stands before every path, for the looks: core's fetch goes by the end of the path alone. */
export const baseURL = 'https://codex.invalid/v1'

/**
 * Loads core, which is a third as much again as `@ai-sdk/openai`, at the first call, and reads and connects to
 * nothing before.
 *
 * @throws TypeError for a wrong setting, as far as it can be told without core
 */
export function openBackend(settings: CodexProviderSettings): CodexBackend {
  assertSettings(settings)
  const { headers, defaultOptions: _, conversationId, ...options } = settings
  const { client: given, ...clientOptions } = options

  const open = async () => {
    const core = await import('@via-codex/core')
    const client = given ?? core.createCodexClient(clientOptions)
    // Says what is wrong with the options.
    core.createCodexFetch({ conversationId, ...(given ? options : { client }) })
    const stopListening = client.on('rateLimits', (told) => void (rateLimits = told))
    if (isClosed && !given) await client.close()
    return { core, client, stopListening }
  }
  let opened: ReturnType<typeof open> | undefined
  let isClosed = false
  let rateLimits: RateLimitSnapshot | undefined
  let madeUp: { readonly id: string | undefined } | undefined
  // For the public API a key of the cache is none that was made up: it would keep equal prompts apart.
  const nameOf = async (client: CodexClient) => {
    if (conversationId !== undefined || madeUp) return conversationId ?? madeUp?.id
    const login = await client.login.status().catch(() => undefined)
    if (login) madeUp ??= { id: login.backend === 'codex' ? randomUUID() : undefined }
    return madeUp?.id
  }

  return {
    settings,
    async begin() {
      opened ??= open()
      const { core, client } = await opened
      const dropped: DroppedField[] = []
      let failure: AnyCodexError | undefined
      const codexFetch = core.createCodexFetch({
        client,
        conversationId: await nameOf(client),
        onDropped: (fields) => void dropped.push(...fields),
      })
      const openai = createOpenAI({
        name: 'codex',
        // Given, so that OPENAI_BASE_URL and OPENAI_API_KEY are not looked at.
        baseURL,
        apiKey: 'codex-oauth',
        async fetch(input, init) {
          const response = await codexFetch(input, init)
          if (!response.ok) failure = core.findCodexError(response)
          return response
        },
        ...(headers && { headers }),
      })
      return {
        core,
        client,
        openai,
        dropped,
        failure: () => failure,
        rateLimits: () => rateLimits,
      }
    },
    async close() {
      isClosed = true
      const { client, stopListening } = (await opened?.catch(() => undefined)) ?? {}
      stopListening?.()
      if (!given) await client?.close()
    },
  }
}
