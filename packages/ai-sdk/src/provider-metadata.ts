import type { JSONObject, LanguageModelV4Usage, SharedV4ProviderMetadata } from '@ai-sdk/provider'
import type { CodexCall } from './backend.ts'

type Headers = Readonly<Record<string, string>> | undefined

/**
 * `providerMetadata.codex` of every result, as far as the answer told: `requestId`, `modelId` that
 * served, `planType`, `rateLimits` (as core's `RateLimitSnapshot`, its instants in ISO 8601),
 * `cachedInputTokens` and `serviceTier`.
 */
export function toCodexMetadata(
  { core, rateLimits: lastTold }: CodexCall,
  headers: Headers,
  result?: { usage: LanguageModelV4Usage; providerMetadata?: SharedV4ProviderMetadata | undefined },
): JSONObject {
  const header = (name: string) => headers?.[name] ?? null
  // Over a WebSocket an event tells, which the SDK does not hand on.
  const told = core.parseRateLimitHeaders(header) ?? lastTold() ?? {}
  const { planType, ...rateLimits } = told
  const metadata = {
    requestId: header('x-request-id') ?? header('x-oai-request-id') ?? undefined,
    modelId: header('openai-model') ?? undefined,
    planType,
    rateLimits: Object.keys(rateLimits).length > 0 ? rateLimits : undefined,
    cachedInputTokens: result?.usage.inputTokens.cacheRead,
    serviceTier: result?.providerMetadata?.['openai']?.['serviceTier'],
  }
  // Metadata is JSON: instants become text, what is unknown goes.
  return JSON.parse(JSON.stringify(metadata)) as JSONObject
}
