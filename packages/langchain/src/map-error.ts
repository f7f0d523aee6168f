import { ContextOverflowError, stampRetryable } from '@langchain/core/errors'
import type * as Core from '@via-codex/core'
import type { AnyCodexError } from '@via-codex/core'

/**
 * What LangChain knows for what went wrong: its `lc_error_code`, its `ContextOverflowError`, its mark of
 * whether another try may help; with core's error as `cause`. What is none of ours, such as the reason of
 * an abort, stays as it is.
 */
export function mapError(error: unknown, core: typeof Core): unknown {
  if (typeof error !== 'object' || error === null) return error
  const failure = core.findCodexError(error) ?? reportedFailure(error, core)
  if (!failure) return error
  const isOverflow = codeOf(failure) === overflow
  if (isOverflow && !ContextOverflowError.isInstance(error)) {
    return mapError(ContextOverflowError.fromError(error as Error), core)
  }
  const facts = error as { cause?: unknown; lc_error_code?: string }
  if (error !== failure) facts.cause = failure
  const code = isOverflow ? undefined : codeOf(failure)
  if (code !== undefined) facts.lc_error_code ??= code
  return stampRetryable(error, isWorthAnotherTry(failure))
}

/** An answer that broke off may be asked for again, as any other failure of the server; so may what is not ours. */
export function isWorthAnotherTry(failure: AnyCodexError | undefined): boolean {
  return failure === undefined || failure.isRetryable || failure.code === 'STREAM_INTERRUPTED'
}

/** A bare `error` event within a stream, which the SDK throws as an error without a status. */
function reportedFailure(error: object, core: typeof Core) {
  const { status, error: reported } = error as { status?: unknown; error?: unknown }
  if (status !== undefined || typeof reported !== 'object' || reported === null) return undefined
  return core.findResponseFailure({ ...reported, type: 'error' })
}

const overflow = 'CONTEXT_OVERFLOW'

/** @see https://docs.langchain.com/oss/javascript/langchain/errors */
function codeOf(failure: AnyCodexError): string | undefined {
  switch (failure.code) {
    case 'CONTEXT_WINDOW_EXCEEDED':
      return overflow
    case 'MODEL_NOT_FOUND':
      return 'MODEL_NOT_FOUND'
    case 'RATE_LIMITED':
    case 'USAGE_LIMIT_REACHED':
      return 'MODEL_RATE_LIMIT'
    case 'RESPONSE_FAILED':
      return codeOfResponse(failure.responseCode ?? '')
    case 'UNAUTHORIZED':
      return 'MODEL_AUTHENTICATION'
    default:
      return failure.name === 'CredentialError' || failure.name === 'RefreshError'
        ? 'MODEL_AUTHENTICATION'
        : undefined
  }
}

/** @see docs/protocol.md §6.11, §13.7 */
function codeOfResponse(responseCode: string): string | undefined {
  if (responseCode.endsWith('_usage_limit_exceeded')) return 'MODEL_RATE_LIMIT'
  return codesOfResponses[responseCode]
}

const codesOfResponses: Readonly<Record<string, string>> = {
  context_length_exceeded: overflow,
  insufficient_quota: 'MODEL_RATE_LIMIT',
  rate_limit_exceeded: 'MODEL_RATE_LIMIT',
  usage_limit_reached: 'MODEL_RATE_LIMIT',
  usage_not_included: 'MODEL_RATE_LIMIT',
}
