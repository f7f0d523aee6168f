import type { ErrorCode } from '@via-codex/core'

/** What the exit code of a command says. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  credential: 3,
  limit: 4,
  network: 5,
  interrupted: 130,
} as const

const { failed, credential, limit, network } = exitCodes

/** Codes of signing in, which may be newer than the rest of the list. */
type SignInErrorCode = 'SIGN_IN_FAILED' | 'SIGN_IN_TIMED_OUT'

/** The exit code of each error there is. */
export const exitCodeByErrorCode: Readonly<Record<ErrorCode | SignInErrorCode, number>> = {
  CREDENTIAL_NOT_FOUND: credential,
  CREDENTIAL_UNREADABLE: credential,
  CREDENTIAL_WRONG_MODE: credential,
  CREDENTIAL_STORE_FAILED: credential,
  REFRESH_REJECTED: credential,
  REFRESH_UNAVAILABLE: credential,
  ACCOUNT_CHANGED: credential,
  SIGN_IN_FAILED: credential,
  SIGN_IN_TIMED_OUT: credential,
  UNAUTHORIZED: credential,
  USAGE_LIMIT_REACHED: limit,
  RATE_LIMITED: limit,
  CONNECTION_FAILED: network,
  TIMEOUT: network,
  INSECURE_ENDPOINT: network,
  STREAM_INTERRUPTED: network,
  STREAM_MALFORMED: failed,
  RESPONSE_FAILED: failed,
  FORBIDDEN: failed,
  PLAN_NOT_ENTITLED: failed,
  INVALID_REQUEST: failed,
  MODEL_NOT_FOUND: failed,
  CONTEXT_WINDOW_EXCEEDED: failed,
  UNSUPPORTED_BY_BACKEND: failed,
  SERVER_ERROR: failed,
  OVERLOADED: failed,
}
