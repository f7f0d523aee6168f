import type { AnyCodexError } from '../errors/error-codes.ts'
import type { StreamError } from '../errors/stream-error.ts'
import type { ErrorBody } from '../protocol/error-body.ts'
import { attachError } from './find-codex-error.ts'

/**
 * An error as an answer in OpenAI's envelope: the status and code that hosts know, the words and the hint
 * for people, and `x-should-retry: false` where asking again is in vain.
 *
 * @param headers of the answer that it is about
 * @param body what that answer said
 */
export function toErrorResponse(
  error: AnyCodexError,
  headers: Headers = new Headers(),
  body: ErrorBody = {},
): Response {
  const status = statusOf(error)
  headers.set('content-type', 'application/json')
  if (!error.isRetryable && error.code !== 'STREAM_INTERRUPTED') {
    headers.set('x-should-retry', 'false')
  }
  // Of an answer that came without its headers.
  const { requestId, retryAfterMs } = error as { requestId?: string; retryAfterMs?: number }
  if (requestId !== undefined) headers.set('x-request-id', requestId)
  if (retryAfterMs !== undefined && !headers.has('retry-after')) {
    headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  }
  // The server's own words stand for themselves, where they were thought fit to be told.
  const { message: said } = body
  const message = said && error.message.startsWith(said) ? said : error.message
  const response = Response.json(
    {
      error: {
        message: error.hint ? `${message} ${error.hint}` : message,
        type: body.type ?? typeOf(status),
        param: ('param' in error ? error.param : undefined) ?? null,
        code: codeOf(error, body),
        via_codex: { code: error.code, ...(error.hint && { hint: error.hint }) },
      },
    },
    { status, headers },
  )
  attachError(response.headers, error)
  return response
}

/** The plan is used up, or does not have this: no host should ask again. */
function isOfPlan(error: AnyCodexError): boolean {
  if (error.code === 'USAGE_LIMIT_REACHED') return true
  if (error.code === 'PLAN_NOT_ENTITLED') return error.status === 429
  if (error.code !== 'RESPONSE_FAILED') return false
  const { responseCode = '' } = error
  return planCodes.has(responseCode) || responseCode.endsWith('_usage_limit_exceeded')
}

const planCodes = new Set<string | undefined>([
  'insufficient_quota',
  'organization_spend_limit_exceeded',
  'usage_limit_reached',
  'usage_not_included',
])

function codeOf(error: AnyCodexError, body: ErrorBody): string {
  if (isOfPlan(error)) return 'insufficient_quota'
  switch (error.code) {
    case 'UNSUPPORTED_BY_BACKEND':
      return error.status === 404 ? 'unknown_url' : 'unsupported_parameter'
    case 'MODEL_NOT_FOUND':
      return 'model_not_found'
    case 'CONTEXT_WINDOW_EXCEEDED':
      return 'context_length_exceeded'
    case 'RESPONSE_FAILED':
      return error.responseCode ?? 'server_error'
    default:
      return body.code ?? error.code
  }
}

function statusOf(error: AnyCodexError): number {
  switch (error.name) {
    case 'CredentialError':
      return 401
    case 'RefreshError':
      return error.isRetryable ? 503 : 401
    case 'StreamError':
      return error.code === 'RESPONSE_FAILED' ? statusOfFailed(error) : 502
    case 'ApiError': {
      // A redirect is not followed, and a success that is none is the server's failure.
      const { status = 400 } = error as { status?: number }
      return status >= 400 && status <= 599 ? status : 502
    }
    default:
      return 400
  }
}

function statusOfFailed(error: StreamError): number {
  if (isOfPlan(error) || error.responseCode === 'rate_limit_exceeded') return 429
  return error.isRetryable ? 503 : 400
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
