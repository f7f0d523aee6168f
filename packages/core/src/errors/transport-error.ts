import { CodexError, type CodexErrorOptions } from './codex-error.ts'

export type TransportErrorCode =
  /** DNS, TCP or TLS failed, or the connection broke before an answer. */
  | 'CONNECTION_FAILED'
  /** A limit of time was reached; see `phase` and `limitMs`. */
  | 'TIMEOUT'
  /** A request with a token was about to leave over plain http beyond loopback. */
  | 'INSECURE_ENDPOINT'

export type TimeoutPhase = 'connect' | 'headers' | 'idle' | 'total'

export interface TransportErrorOptions extends CodexErrorOptions {
  readonly phase?: TimeoutPhase | undefined
  readonly limitMs?: number | undefined
}

/** The exchange with the server failed below HTTP. */
export class TransportError extends CodexError<TransportErrorCode> {
  static readonly family = 'TransportError'
  /** Of a `TIMEOUT`: which limit it was. */
  declare readonly phase?: TimeoutPhase
  /** Of a `TIMEOUT`: the limit, in milliseconds. */
  declare readonly limitMs?: number

  constructor(code: TransportErrorCode, message: string, options: TransportErrorOptions = {}) {
    super(code, message, options)
    if (options.phase !== undefined) this.phase = options.phase
    if (options.limitMs !== undefined) this.limitMs = options.limitMs
  }
}
