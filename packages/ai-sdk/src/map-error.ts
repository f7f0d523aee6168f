import { APICallError, LoadAPIKeyError } from '@ai-sdk/provider'
import type { AnyCodexError } from '@via-codex/core'
import type { CodexCall } from './backend.ts'

/**
 * What the SDK knows for what went wrong: without a login that works its `LoadAPIKeyError`, else its
 * `APICallError`, either with core's error as `cause`. A used-up plan is not worth another try. What did
 * not come of the answer, such as the reason of an abort, stays as it is.
 */
export function mapError(error: unknown, call: CodexCall): unknown {
  if (!APICallError.isInstance(error)) return error
  const { core } = call
  const failure = call.failure ?? core.findCodexError(error)
  const isFinal = failure ? !mayBeTriedAgain(failure) : isUsedUp(error.data)
  if (!failure && !isFinal) return error
  const isLogin = core.CredentialError.isInstance(failure) || core.RefreshError.isInstance(failure)
  if (isLogin && !failure.isRetryable) {
    return Object.assign(new LoadAPIKeyError({ message: error.message }), { cause: failure })
  }
  const { url, requestBodyValues, statusCode, responseHeaders, responseBody, data } = error
  return new APICallError({
    message: error.message,
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
