import type { ApiError, ApiErrorCode } from './api-error.ts'
import { CodexError } from './codex-error.ts'
import type { CredentialError, CredentialErrorCode } from './credential-error.ts'
import type { RefreshError, RefreshErrorCode } from './refresh-error.ts'
import type { StreamError, StreamErrorCode } from './stream-error.ts'
import type { TransportError, TransportErrorCode } from './transport-error.ts'

/** Every error this library throws: `switch (error.code)` narrows it. */
export type AnyCodexError = CredentialError | RefreshError | TransportError | ApiError | StreamError

/** Whether something caught is an error of this library; `switch (error.code)` then narrows it. */
export function isCodexError(error: unknown): error is AnyCodexError {
  return CodexError.isInstance(error)
}

/** Every code there is. */
export type ErrorCode =
  | CredentialErrorCode
  | RefreshErrorCode
  | TransportErrorCode
  | ApiErrorCode
  | StreamErrorCode

// A record, so that the compiler asks for each code once.
const families: Record<ErrorCode, string> = {
  CREDENTIAL_NOT_FOUND: 'CredentialError',
  CREDENTIAL_UNREADABLE: 'CredentialError',
  CREDENTIAL_WRONG_MODE: 'CredentialError',
  CREDENTIAL_STORE_FAILED: 'CredentialError',
  REFRESH_REJECTED: 'RefreshError',
  REFRESH_UNAVAILABLE: 'RefreshError',
  ACCOUNT_CHANGED: 'RefreshError',
  SIGN_IN_FAILED: 'RefreshError',
  SIGN_IN_TIMED_OUT: 'RefreshError',
  CONNECTION_FAILED: 'TransportError',
  TIMEOUT: 'TransportError',
  INSECURE_ENDPOINT: 'TransportError',
  UNAUTHORIZED: 'ApiError',
  FORBIDDEN: 'ApiError',
  PLAN_NOT_ENTITLED: 'ApiError',
  USAGE_LIMIT_REACHED: 'ApiError',
  RATE_LIMITED: 'ApiError',
  INVALID_REQUEST: 'ApiError',
  MODEL_NOT_FOUND: 'ApiError',
  CONTEXT_WINDOW_EXCEEDED: 'ApiError',
  UNSUPPORTED_BY_BACKEND: 'ApiError',
  SERVER_ERROR: 'ApiError',
  OVERLOADED: 'ApiError',
  STREAM_INTERRUPTED: 'StreamError',
  STREAM_MALFORMED: 'StreamError',
  RESPONSE_FAILED: 'StreamError',
}

/** Every code, for tables and documentation. */
export const errorCodes: readonly ErrorCode[] = Object.keys(families) as ErrorCode[]
