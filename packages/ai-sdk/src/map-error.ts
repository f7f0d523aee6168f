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
  const failure = call.failure() ?? core.findCodexError(error) ?? reportedFailure(error, core)
  if (!failure) return error
  const isFinal = !mayBeTriedAgain(failure)
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
    cause: failure,
    ...(statusCode !== undefined && { statusCode }),
    ...(responseHeaders && { responseHeaders }),
    ...(responseBody !== undefined && { responseBody }),
  })
}

/** An answer that broke off before it was given away may be asked for again, as any other failure of the server. */
function mayBeTriedAgain({ code, isRetryable }: AnyCodexError): boolean {
  return isRetryable || code === 'STREAM_INTERRUPTED'
}

/** What an answer that began well reported, which the SDK takes for the server's failure. */
function reportedFailure({ data }: APICallError, core: CodexCall['core']) {
  const { type } = Object(data) as { type?: unknown }
  return typeof type === 'string' ? core.findResponseFailure({ ...Object(data), type }) : undefined
}
