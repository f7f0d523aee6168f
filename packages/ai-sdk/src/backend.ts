import { randomUUID } from 'node:crypto'
import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai'
import {
  createCodexClient,
  createCodexFetch,
  findCodexError,
  type AnyCodexError,
  type CodexClient,
  type DroppedField,
} from '@via-codex/core'
import { assertSettings, type CodexProviderSettings } from './settings.ts'

/** What the models of one provider share. */
export interface CodexBackend {
  readonly settings: CodexProviderSettings
  readonly client: CodexClient
  /** Each call has its own way through the one client, so that what is told of it is told of it alone. */
  begin(): CodexCall
  /** Leaves a client open that was given. */
  close(): Promise<void>
}

/** One call on its way. */
export interface CodexCall {
  /** The provider of `@ai-sdk/openai`, over the login. */
  readonly openai: OpenAIProvider
  /** What core left out of the request, because the backend refuses it. */
  readonly dropped: readonly DroppedField[]
  /** What core made of an answer that is no success. */
  readonly failure: AnyCodexError | undefined
}

/** Stands before every path, for the looks: core's fetch goes by the end of the path alone. */
export const baseURL = 'https://codex.invalid/v1'

/**
 * Reads nothing and connects to nothing before the first call.
 *
 * @throws TypeError for a wrong setting
 */
export function openBackend(settings: CodexProviderSettings): CodexBackend {
  assertSettings(settings)
  const { headers, defaultOptions: _, conversationId = randomUUID(), ...options } = settings
  const { client: given, ...clientOptions } = options
  const client = given ?? createCodexClient(clientOptions)
  // Says at once what is wrong with the options.
  createCodexFetch({ conversationId, ...(given ? options : { client }) })

  const begin = (): CodexCall => {
    const dropped: DroppedField[] = []
    let failure: AnyCodexError | undefined
    const codexFetch = createCodexFetch({
      client,
      conversationId,
      onDropped: (fields) => void dropped.push(...fields),
    })
    const openai = createOpenAI({
      name: 'codex',
      // Given, so that OPENAI_BASE_URL and OPENAI_API_KEY are not looked at.
      baseURL,
      apiKey: 'codex-oauth',
      async fetch(input, init) {
        const response = await codexFetch(input, init)
        if (!response.ok) failure = findCodexError(response)
        return response
      },
      ...(headers && { headers }),
    })
    return {
      openai,
      dropped,
      get failure() {
        return failure
      },
    }
  }
  const close = async () => {
    if (!given) await client.close()
  }
  return { settings, client, begin, close }
}
