import { siwcFailureOf } from '../errors/siwc-failures.ts'
import { StreamError, type StreamErrorOptions } from '../errors/stream-error.ts'
import type { ResponseEvent } from '../protocol/response-event.ts'

/**
 * The response event in the data of a server-sent event. The JSON's own `type` decides; the `event:`
 * name is not looked at.
 *
 * @returns `undefined` for `[DONE]` and for JSON that is no event
 * @throws {@link StreamError} `STREAM_MALFORMED` for what is no JSON
 * @see docs/protocol.md §6.8
 */
export function parseResponseEvent(data: string, offsetBytes: number): ResponseEvent | undefined {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    if (data.trim() === '[DONE]') return undefined
    // The parser's own error quotes the text, so it is not passed on.
    throw new StreamError(
      'STREAM_MALFORMED',
      `The answer holds an event that is no JSON, near byte ${offsetBytes}.`,
      {
        offsetBytes,
        hint: 'Try again; if it stays, something between here and the server changes the stream.',
      },
    )
  }
  const { type } = (value ?? {}) as { type?: unknown }
  return typeof type === 'string' ? (value as ResponseEvent) : undefined
}

/** Whether an event ends the stream well. */
export function isEndEvent(
  event: ResponseEvent,
): event is Extract<ResponseEvent, { type: 'response.completed' | 'response.incomplete' }> {
  return event.type === 'response.completed' || event.type === 'response.incomplete'
}

const retryableResponseCodes = new Set([
  'rate_limit_exceeded',
  'slow_down',
  'server_error',
  'server_is_overloaded',
])

/**
 * The error in an event that reports one, whatever its shape: `response.failed`, or a bare `error`.
 *
 * @returns `undefined` when the event reports none
 * @see docs/protocol.md §6.9, §6.11
 */
export function responseFailureOf(
  event: ResponseEvent,
): { code?: string; message: string } | undefined {
  const { type } = event as { type: string }
  if (type !== 'response.failed' && type !== 'error') return undefined
  const source = event as {
    response?: { error?: { code?: unknown; message?: unknown } | null }
    error?: { code?: unknown; type?: unknown; message?: unknown }
    code?: unknown
    message?: unknown
  }
  const error = (type === 'error' ? (source.error ?? source) : source.response?.error) ?? {}
  const code = error.code ?? (error as { type?: unknown }).type
  return {
    ...(typeof code === 'string' && code !== 'error' && { code: code.toLowerCase() }),
    message: typeof error.message === 'string' && error.message ? error.message : 'no reason given',
  }
}

/** Whether the same request may succeed after a failure with this code. */
export function isRetryableResponseCode(code: string | undefined): boolean {
  const failure = siwcFailureOf(code)
  return code === undefined || failure?.code === 'SERVER_ERROR' || retryableResponseCodes.has(code)
}

/** What is known of the answer that failed. */
export interface ResponseFailedDetails extends Pick<StreamErrorOptions, 'partial' | 'requestId'> {
  /** The server's words may repeat the request, and so are not passed on. */
  readonly quotesRequests?: boolean | undefined
}

/** The error of a response that failed, as {@link responseFailureOf} tells it. */
export function toResponseFailed(
  { code, message }: { code?: string; message: string },
  { quotesRequests, partial, requestId }: ResponseFailedDetails = {},
): StreamError {
  const reason = quotesRequests ? (code ?? 'no reason given') : message
  return new StreamError('RESPONSE_FAILED', `The response failed: ${reason}`, {
    responseCode: code,
    hint: siwcFailureOf(code)?.hint,
    isRetryable: isRetryableResponseCode(code),
    partial,
    requestId,
  })
}

/**
 * The error that an event reports, for those who read the stream of `createCodexFetch` themselves:
 * `response.failed`, or a bare `error`, whatever its shape.
 *
 * @returns `undefined` when the event reports none
 * @see docs/protocol.md §6.9, §6.11
 */
export function findResponseFailure(event: { readonly type: string }): StreamError | undefined {
  const failure = responseFailureOf(event as ResponseEvent)
  return failure && toResponseFailed(failure)
}
