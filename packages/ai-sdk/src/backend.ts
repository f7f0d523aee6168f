import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createCodexFetch, type CodexFetch } from '@via-codex/core'
import { assertSettings, type CodexProviderSettings } from './settings.ts'

/** What the models of one provider share. */
export interface CodexBackend {
  readonly settings: CodexProviderSettings
  /** With the login. */
  readonly fetch: CodexFetch
  /** The model of `@ai-sdk/openai` that a model of ours hands its calls to. */
  responses(modelId: string): LanguageModelV4
}

/** Stands before every path; core's fetch looks at the path only. Never contacted. */
const baseURL = 'https://codex.invalid/v1'

/**
 * Reads nothing and connects to nothing before the first request.
 *
 * @throws TypeError for a wrong setting
 */
export function openBackend(settings: CodexProviderSettings): CodexBackend {
  assertSettings(settings)
  return backendOver(settings, createCodexFetch(fetchOptions(settings)))
}

/** The same over another fetch. */
export function backendOver(settings: CodexProviderSettings, fetch: CodexFetch): CodexBackend {
  // Named, so that OPENAI_API_KEY and OPENAI_BASE_URL are not looked at.
  const openai = createOpenAI({
    name: 'codex',
    baseURL,
    apiKey: 'codex-oauth',
    fetch,
    ...(settings.headers && { headers: settings.headers }),
  })
  return { settings, fetch, responses: (modelId) => openai.responses(modelId) }
}

function fetchOptions({ headers: _, defaultOptions: __, ...options }: CodexProviderSettings) {
  return options
}
