import { APICallError, LoadAPIKeyError } from '@ai-sdk/provider'
import { CredentialError, RefreshError } from '@via-codex/core'
import type { CodexBackend, CodexCall } from './backend.ts'

/**
 * What the SDK knows for what went wrong: without a login that works its `LoadAPIKeyError`, else its
 * `APICallError`, either with core's error as `cause`. A used-up plan is not worth another try. What did
 * not come of the answer, such as the reason of an abort, stays as it is.
 */
export async function mapError(
  error: unknown,
  { failure }: CodexCall,
  { client }: CodexBackend,
): Promise<unknown> {
  if (!APICallError.isInstance(error) || !failure) return error
  const isLogin = CredentialError.isInstance(failure) || RefreshError.isInstance(failure)
  if (isLogin && !failure.isRetryable) {
    return Object.assign(new LoadAPIKeyError({ message: error.message }), { cause: failure })
  }
  const { url, requestBodyValues, statusCode, responseHeaders, responseBody, data } = error
  const isFinal = responseHeaders?.['x-should-retry'] === 'false'
  return new APICallError({
    message: failure.code === 'MODEL_NOT_FOUND' ? await withIds(error.message, client) : error.message,
    url,
    requestBodyValues,
    data,
    isRetryable: error.isRetryable && !isFinal,
    cause: failure,
    ...(statusCode !== undefined && { statusCode }),
    ...(responseHeaders && { responseHeaders }),
    ...(responseBody !== undefined && { responseBody }),
  })
}
