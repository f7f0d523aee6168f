import { ApiError, type ApiErrorCode, type ApiErrorOptions } from '../errors/api-error.ts'
import { siwcFailureOf } from '../errors/siwc-failures.ts'
import type { Now } from '../foundation/clock.ts'
import { instantFromSeconds } from '../protocol/instant.ts'
import { parseErrorBody, type ErrorBody } from '../protocol/error-body.ts'
import { parseRateLimitHeaders } from '../protocol/rate-limit.ts'
import { readText } from '../transport/body-queue.ts'
import type { ExchangeMiddleware, ExchangeResponse } from '../transport/exchange.ts'
import { retryAfterOf } from '../transport/retry-after.ts'

/** An answer that is no success, as far as it is looked at. */
export interface FailedAnswer {
  readonly status: number
  readonly header: (name: string) => string | null
  /** The beginning of the body. */
  readonly text: string
  /** Whether its words may repeat the request, and so are not passed on. */
  readonly quotesRequests?: boolean | undefined
}

/** How much of an error's body is read. */
const maxErrorBodyBytes = 64 * 1024

/** Turns every answer but a success into an {@link ApiError}. */
export function failOnStatus(
  now: Now,
  { quotesRequests }: Pick<FailedAnswer, 'quotesRequests'> = {},
): ExchangeMiddleware {
  return (next) => async (url, init) => {
    const response = await next(url, init)
    const { status } = response
    if (status >= 200 && status < 300) return response
    throw (await readFailure(response, now(), { quotesRequests })).error
  }
}

/** A failure by name, and what its body said. */
export interface Failure {
  readonly error: ApiError
  readonly body: ErrorBody
}

/** Reads the beginning of an answer that is no success. */
export async function readFailure(
  response: ExchangeResponse,
  now: Date,
  { quotesRequests }: Pick<FailedAnswer, 'quotesRequests'> = {},
): Promise<Failure> {
  const text = await readText(response.body, maxErrorBodyBytes)
  const header = (name: string) => response.headers.get(name)
  const error = apiErrorFrom({ status: response.status, header, text, quotesRequests }, now)
  const { message, ...facts } = parseErrorBody(text)
  return { error, body: { ...facts, ...(message !== undefined && !quotesRequests && { message }) } }
}

/**
 * Names a failure.
 *
 * @see docs/protocol.md §6.10, §6.11
 */
export function apiErrorFrom(answer: FailedAnswer, now: Date): ApiError {
  const body = parseErrorBody(answer.text)
  const code = codeOf(answer, body)
  const resetsAt = body.resetsAt ?? secondsFrom(now, body.resetsInSeconds)
  const serverCode = body.code ?? body.type
  const requestId = answer.header('x-request-id') ?? answer.header('x-oai-request-id') ?? undefined
  return new ApiError(code, messageOf(answer, body, code), {
    status: answer.status,
    serverCode,
    param: body.param,
    requestId,
    planType: body.planType ?? answer.header('x-codex-plan-type') ?? undefined,
    rateLimits: parseRateLimitHeaders(answer.header),
    resetsAt,
    retryAfterMs: retryAfterOf(answer.header, now),
    hint: siwcFailureOf(body.code)?.hint ?? hintFor(code, answer, resetsAt),
  } satisfies ApiErrorOptions)
}

const codesByServerCode: ReadonlyMap<string | undefined, ApiErrorCode> = new Map([
  ['usage_limit_reached', 'USAGE_LIMIT_REACHED'],
  ['insufficient_quota', 'USAGE_LIMIT_REACHED'],
  ['credit_balance_exhausted', 'USAGE_LIMIT_REACHED'],
  ['organization_spend_limit_exceeded', 'USAGE_LIMIT_REACHED'],
  ['usage_not_included', 'PLAN_NOT_ENTITLED'],
  ['context_length_exceeded', 'CONTEXT_WINDOW_EXCEEDED'],
  ['model_not_found', 'MODEL_NOT_FOUND'],
  ['server_is_overloaded', 'OVERLOADED'],
  ['slow_down', 'OVERLOADED'],
])

function codeOf({ status }: FailedAnswer, body: ErrorBody): ApiErrorCode {
  for (const serverCode of [body.code, body.type]) {
    const code = codesByServerCode.get(serverCode) ?? siwcFailureOf(serverCode)?.code
    if (code) return code
    if (serverCode?.endsWith('_usage_limit_exceeded')) return 'USAGE_LIMIT_REACHED'
  }
  if (status === 400 && isUnsupportedModel(body.message)) return 'MODEL_NOT_FOUND'
  if (status === 401) return 'UNAUTHORIZED'
  if (status === 402) return 'PLAN_NOT_ENTITLED'
  if (status === 403) return 'FORBIDDEN'
  if (status === 429) return 'RATE_LIMITED'
  if (status === 529) return 'OVERLOADED'
  return status >= 500 ? 'SERVER_ERROR' : 'INVALID_REQUEST'
}

// The only word the backend has for it is this sentence.
function isUnsupportedModel(message: string | undefined): boolean {
  return message !== undefined && /^The '.*' model is not supported/.test(message)
}

function messageOf(answer: FailedAnswer, body: ErrorBody, code: ApiErrorCode): string {
  const { status, header } = answer
  if (isCloudflarePage(answer)) {
    const ray = header('cf-ray')
    return `Cloudflare, in front of the server, refused the request (${status}${ray ? `, ray ${ray}` : ''}).`
  }
  if (status >= 300 && status < 400) {
    const host = URL.parse(header('location') ?? '')?.host ?? 'another place'
    return `The server points to ${host} (${status}); redirects are not followed.`
  }
  if (code === 'USAGE_LIMIT_REACHED') return "The plan's usage limit is reached."
  if (answer.quotesRequests) return `The server refused the request (${body.code ?? status}).`
  return body.message ? `${body.message} (${status})` : `The server answered ${status}.`
}

function isCloudflarePage({ status, header, text }: FailedAnswer): boolean {
  if (status !== 403 && status !== 503) return false
  return (
    header('cf-mitigated') !== null ||
    (header('cf-ray') !== null && /^\s*<(!doctype|html)/i.test(text))
  )
}

const hints: Partial<Record<ApiErrorCode, string>> = {
  UNAUTHORIZED: 'Sign in again with `via-codex login` or `codex login`.',
  PLAN_NOT_ENTITLED: 'Use another model, or a plan that includes this one.',
  RATE_LIMITED: 'Wait a moment and try again.',
  CONTEXT_WINDOW_EXCEEDED: 'Send less, or use a model with a larger context window.',
  MODEL_NOT_FOUND: 'List the models of your plan with `via-codex models`.',
  SERVER_ERROR: 'Try again in a moment.',
  OVERLOADED: 'Try again in a moment, or use another model.',
}

/** Where a ChatGPT plan is used, other things help. @see docs/protocol.md §13.7 */
const planHints: Partial<Record<ApiErrorCode, string>> = {
  UNAUTHORIZED:
    'Check account and permissions: run `via-codex login --chatgpt` to sign in with ChatGPT again.',
  FORBIDDEN: 'A policy or the region forbids it: repeating the request will not help.',
}

function hintFor(
  code: ApiErrorCode,
  answer: FailedAnswer,
  resetsAt: Date | undefined,
): string | undefined {
  if (answer.quotesRequests && planHints[code] && !isCloudflarePage(answer)) return planHints[code]
  if (isCloudflarePage(answer)) {
    return 'Use another network: addresses of data centres and some VPNs are refused. This is not about your login.'
  }
  if (code === 'USAGE_LIMIT_REACHED') {
    return resetsAt
      ? `Wait until ${resetsAt.toISOString()}, when it resets.`
      : 'Wait until it resets, or add credits.'
  }
  return hints[code]
}

function secondsFrom(now: Date, seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : instantFromSeconds(now.getTime() / 1000 + seconds)
}
