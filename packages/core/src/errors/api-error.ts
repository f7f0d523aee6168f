import type { RateLimitSnapshot } from '../protocol/rate-limit.ts'
import { CodexError, type CodexErrorOptions } from './codex-error.ts'

export type ApiErrorCode =
  /** Still 401 after the login was reloaded and refreshed. */
  | 'UNAUTHORIZED'
  /** 403, Cloudflare's challenge included. */
  | 'FORBIDDEN'
  /** The plan does not include this. */
  | 'PLAN_NOT_ENTITLED'
  /** The plan's allowance is used up; see `resetsAt`. */
  | 'USAGE_LIMIT_REACHED'
  /** Too many requests at this moment; see `retryAfterMs`. */
  | 'RATE_LIMITED'
  | 'INVALID_REQUEST'
  | 'MODEL_NOT_FOUND'
  | 'CONTEXT_WINDOW_EXCEEDED'
  /** The backend cannot do this: refused before sending, or by the backend's own word. */
  | 'UNSUPPORTED_BY_BACKEND'
  | 'SERVER_ERROR'
  | 'OVERLOADED'

export interface ApiErrorOptions extends CodexErrorOptions {
  readonly status?: number | undefined
  /** The server's own code, lower-cased. */
  readonly serverCode?: string | undefined
  readonly param?: string | undefined
  readonly requestId?: string | undefined
  readonly planType?: string | undefined
  readonly rateLimits?: RateLimitSnapshot | undefined
  readonly resetsAt?: Date | undefined
  readonly retryAfterMs?: number | undefined
  readonly availableModels?: readonly string[] | undefined
}

const retryableCodes: ReadonlySet<ApiErrorCode> = new Set([
  'RATE_LIMITED',
  'SERVER_ERROR',
  'OVERLOADED',
])

/** The backend answered, and the answer is no. */
export class ApiError extends CodexError<ApiErrorCode> {
  static readonly family = 'ApiError'
  /** HTTP status; absent when the request was refused before sending. */
  declare readonly status?: number
  declare readonly serverCode?: string
  /** The field of the request it is about. */
  declare readonly param?: string
  /** For the server's support. */
  declare readonly requestId?: string
  /** The plan of the account, as the server told it. */
  declare readonly planType?: string
  /** What the plan has left, as the answer's headers told. */
  declare readonly rateLimits?: RateLimitSnapshot
  /** When the used-up allowance comes back. */
  declare readonly resetsAt?: Date
  /** How long the server asks to wait, in milliseconds. */
  declare readonly retryAfterMs?: number
  /** Of a `MODEL_NOT_FOUND`: ids that would work, when they could be learnt. */
  declare readonly availableModels?: readonly string[]

  constructor(code: ApiErrorCode, message: string, options: ApiErrorOptions = {}) {
    const { hint, isRetryable, cause, ...payload } = options
    super(code, message, { hint, cause, isRetryable: isRetryable ?? retryableCodes.has(code) })
    for (const [key, value] of Object.entries(payload)) {
      if (value !== undefined) Object.assign(this, { [key]: value })
    }
  }
}
