import { APICallError, LoadAPIKeyError } from '@ai-sdk/provider'
import type { AnyCodexError, CodexClient } from '@via-codex/core'
import type { CodexCall } from './backend.ts'

/**
 * What the SDK knows for what went wrong: without a login that works its `LoadAPIKeyError`, else its
 * `APICallError`, either with core's error as `cause`. A used-up plan is not worth another try. What did
 * not come of the answer, such as the reason of an abort, stays as it is.
 */
export async function mapError(error: unknown, call: CodexCall): Promise<unknown> {
  if (!APICallError.isInstance(error)) return error
  const { core, client } = call
  const failure = call.failure ?? core.findCodexError(error)
  const isFinal = failure ? !mayBeTriedAgain(failure) : isUsedUp(error.data)
  if (!failure && !isFinal) return error
  const isLogin = core.CredentialError.isInstance(failure) || core.RefreshError.isInstance(failure)
  if (isLogin && !failure.isRetryable) {
    return Object.assign(new LoadAPIKeyError({ message: error.message }), { cause: failure })
  }
  const { url, requestBodyValues, statusCode, responseHeaders, responseBody, data } = error
  return new APICallError({
    message:
      failure?.code === 'MODEL_NOT_FOUND' ? await withIds(error.message, client) : error.message,
    url,
    requestBodyValues,
    data,
    isRetryable: error.isRetryable && !isFinal,
    cause: failure ?? error.cause,
    ...(statusCode !== undefined && { statusCode }),
    ...(responseHeaders && { responseHeaders }),
    ...(responseBody !== undefined && { responseBody }),
  })
}

/** An answer that broke off before it was given away may be asked for again, as any other failure of the server. */
function mayBeTriedAgain({ code, isRetryable }: AnyCodexError): boolean {
  return isRetryable || code === 'STREAM_INTERRUPTED'
}

/** @see docs/protocol.md §6.11 */
const usedUp = new Set<unknown>(['insufficient_quota', 'usage_limit_reached', 'usage_not_included'])

/** Whether a stream that began well ended in a used-up plan, which the SDK takes for the server's failure. */
function isUsedUp(data: unknown): boolean {
  const { response } = (data ?? {}) as { response?: { error?: { code?: unknown } | null } }
  return usedUp.has(response?.error?.code)
}

/** How long the list of models may delay the error that it is to explain, in milliseconds. */
const explanationLimitMs = 3_000

async function withIds(message: string, { models }: CodexClient): Promise<string> {
  const signal = AbortSignal.timeout(explanationLimitMs)
  const catalog = await models.list({ signal }).catch(() => [])
  const ids = catalog.filter(({ visibility }) => visibility !== 'hide').map(({ id }) => id)
  return ids.length > 0 ? `${message} Use one of: ${ids.join(', ')}.` : message
}
