import type { ResponseItem } from '../protocol/response-item.ts'
import { CodexError, hidePayload, type CodexErrorOptions } from './codex-error.ts'

export type StreamErrorCode =
  /** The stream ended before its end event; what had come is in `partial`. */
  | 'STREAM_INTERRUPTED'
  /** Bytes that are no event. */
  | 'STREAM_MALFORMED'
  /** The backend reported that the response failed, or `parse` that it is not what was asked for; see `responseCode`. */
  | 'RESPONSE_FAILED'

/** What had come before the stream broke. */
export interface PartialResponse {
  readonly outputText: string
  /** The items that were complete. */
  readonly output: readonly ResponseItem[]
}

export interface StreamErrorOptions extends CodexErrorOptions {
  readonly partial?: PartialResponse | undefined
  /** Bytes of the stream read before the malformed event's end. */
  readonly offsetBytes?: number | undefined
  readonly responseCode?: string | undefined
  readonly requestId?: string | undefined
}

/** A stream that began did not come to its good end. */
export class StreamError extends CodexError<StreamErrorCode> {
  static readonly family = 'StreamError'
  /** What had come; left out when the error is logged. */
  declare readonly partial?: PartialResponse
  declare readonly offsetBytes?: number
  /**
   * The backend's own code, lower-cased; of `parse` also `refusal`, `invalid_output`, or why the answer
   * stopped short.
   *
   * @see docs/protocol.md §6.11
   */
  declare readonly responseCode?: string
  /** For the server's support. */
  declare readonly requestId?: string

  constructor(code: StreamErrorCode, message: string, options: StreamErrorOptions = {}) {
    super(code, message, options)
    if (options.partial !== undefined) hidePayload(this, 'partial', options.partial)
    if (options.offsetBytes !== undefined) this.offsetBytes = options.offsetBytes
    if (options.responseCode !== undefined) this.responseCode = options.responseCode
    if (options.requestId !== undefined) this.requestId = options.requestId
  }
}
