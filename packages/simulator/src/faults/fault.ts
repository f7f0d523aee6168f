import type { OAuthErrorShape } from '../oauth-failure.ts'
import type { Endpoint } from '../endpoint.ts'
import type { JsonObject } from '../json.ts'
import type { Chunking } from '../stream/chunk.ts'
import type { FramingStyle } from '../stream/frame.ts'

/** Where and how often a fault strikes. */
export interface FaultTiming {
  /** @default the endpoint natural to the kind */
  on?: Endpoint | undefined
  /** How many calls it hits; `Infinity` for every one. @default 1 */
  times?: number | undefined
  /** How many calls pass unharmed first. @default 0 */
  after?: number | undefined
}

/** Answers in place of the endpoint. @see docs/protocol.md §6.10 */
export type AnswerFault =
  | { kind: 'unauthorized' }
  | { kind: 'token-expired' }
  | { kind: 'payment-required' }
  | { kind: 'forbidden' }
  | { kind: 'cloudflare' }
  | { kind: 'not-found' }
  | { kind: 'model-not-found' }
  | { kind: 'payload-too-large' }
  | { kind: 'unsupported-encoding' }
  | {
      kind: 'usage-limit-reached'
      planType?: string | undefined
      resetsInSeconds?: number | undefined
    }
  | { kind: 'usage-not-included' }
  | { kind: 'insufficient-quota' }
  | {
      kind: 'rate-limited'
      retryAfterSeconds?: number | undefined
      /** Write Retry-After as an HTTP date. */
      asDate?: boolean | undefined
    }
  | { kind: 'server-error' }
  | { kind: 'bad-gateway' }
  | { kind: 'unavailable'; retryAfterSeconds?: number | undefined }
  | { kind: 'overloaded' }
  | { kind: 'slow-down' }
  | { kind: 'site-overloaded' }
  | { kind: 'context-length-exceeded' }
  | { kind: 'invalid-image' }
  | { kind: 'invalid-prompt' }
  | { kind: 'bad-request'; detail?: string | undefined }
  | { kind: 'redirect'; location?: string | undefined }
  | { kind: 'not-json' }
  | { kind: 'empty' }
  /** Sends a WebSocket to plain HTTP. @see docs/protocol.md §7 */
  | { kind: 'upgrade-required' }
  /** The WebSocket is too old to be used. @see docs/protocol.md §7 */
  | { kind: 'connection-limit' }
  /** What a token of Sign in with ChatGPT meets. @see docs/protocol.md §13.7 */
  | {
      kind: 'subscription-sharing'
      code?: string | undefined
      param?: string | undefined
      /** Where the code sits: in OpenAI's envelope, or under `detail`. */
      shape?: 'envelope' | 'detail' | undefined
    }
  | { kind: 'validation-error' }
  | { kind: 'routing-unavailable' }
  | {
      kind: 'answer'
      status: number
      body: JsonObject | string
      headers?: Readonly<Record<string, string>> | undefined
    }

/** Breaks the connection, or makes it wait. */
export type WireFault =
  /** Never answers; the socket stays open. */
  | { kind: 'hang' }
  /** Destroys the socket before the endpoint acts: on `token`, before rotating. */
  | { kind: 'drop' }
  /** Lets the endpoint act, then destroys the socket in place of the answer: on `token`, after rotating. */
  | { kind: 'drop-reply' }
  /** Waits before the endpoint acts. */
  | { kind: 'delay'; ms?: number | undefined }
  /** Lets the endpoint act, then waits before the answer; `only: 'success'` delays 2xx answers alone. */
  | { kind: 'delay-reply'; ms?: number | undefined; only?: 'all' | 'success' | undefined }

/** Spoils an event stream that began well. @see docs/protocol.md §6.9 */
export type StreamFault =
  /** Waits before each event. */
  | { kind: 'latency'; ms?: number | undefined }
  /** Falls silent after some events; the socket stays open. */
  | { kind: 'stall'; afterEvents?: number | undefined }
  /** Resets the connection after some events. */
  | { kind: 'drop-mid-stream'; afterEvents?: number | undefined }
  /** Ends the body cleanly after some events, with no end event. */
  | { kind: 'end-early'; afterEvents?: number | undefined }
  /** Closes a WebSocket with a code after some events; over HTTP the body ends there. */
  | { kind: 'close-socket'; code?: number | undefined; afterEvents?: number | undefined }
  /** Sends `[DONE]` where the end event belongs. */
  | { kind: 'done-without-end' }
  /** Sends data that is no JSON after some events, and goes on. */
  | { kind: 'malformed-event'; afterEvents?: number | undefined }
  /** Ends with `response.failed`; `code: null` sends a null error. @see docs/protocol.md §6.11 */
  | {
      kind: 'response-failed'
      code?: string | null | undefined
      message?: string | undefined
      afterEvents?: number | undefined
    }
  /** Ends with a top-level `error` event; `shape` says where its code sits. */
  | {
      kind: 'error-event'
      code?: string | undefined
      message?: string | undefined
      shape?: 'flat' | 'nested' | undefined
      afterEvents?: number | undefined
    }
  /** Ends with `response.incomplete`. */
  | { kind: 'incomplete'; reason?: 'max_output_tokens' | 'content_filter' | undefined }
  /** Marks the completed response `end_turn: false`. */
  | { kind: 'end-turn-false' }
  /** Inserts one event of about `bytes` bytes. */
  | { kind: 'giant-event'; bytes?: number | undefined }
  /** Inserts events of unknown types. */
  | { kind: 'unknown-events' }
  /** Floods a function call with whitespace arguments. */
  | { kind: 'whitespace-arguments'; count?: number | undefined }
  /** Writes the same events in another legal spelling of the format. */
  | {
      kind: 'framing'
      style?: FramingStyle | undefined
    }
  /** Ends the body inside a multi-byte character. */
  | { kind: 'truncated-utf8' }
  /** Cuts the body's bytes. */
  | { kind: 'chunking'; chunking: Chunking }

/** Turns the authority's answers. @see docs/protocol.md §3.4 */
export type TokenFault =
  | { kind: 'refresh-token-reused'; shape?: OAuthErrorShape | undefined }
  | { kind: 'refresh-token-expired'; shape?: OAuthErrorShape | undefined }
  | { kind: 'refresh-token-invalidated'; shape?: OAuthErrorShape | undefined }
  | { kind: 'invalid-grant'; shape?: OAuthErrorShape | undefined }
  /** Leaves members out of a good answer. */
  | {
      kind: 'omit-tokens'
      omit?:
        | readonly (
            | 'id_token'
            | 'access_token'
            | 'refresh_token'
            | 'scope'
            | 'expires_in'
            | 'token_type'
            | 'earliest_refresh_at'
          )[]
        | undefined
    }
  /** Answers with the tokens of someone else. */
  | { kind: 'other-account'; accountId?: string | undefined }
  /** The browser comes back with a refusal. @see docs/protocol.md §4.1 */
  | { kind: 'access-denied' }
  /** The browser comes back with another state. */
  | { kind: 'wrong-state' }

/** Turns what the authority of Sign in with ChatGPT says. @see docs/protocol.md §13 */
export type SiwcFault =
  /** The person, or later the token answer, leaves out the use of the plan. */
  | { kind: 'plan-not-granted' }
  /** The browser comes back without the id of the new client. */
  | { kind: 'omit-client-id' }
  /** The browser comes back with the id of another client. */
  | { kind: 'other-client-id' }
  /** The browser comes back naming an issuer, by default the right one. */
  | { kind: 'extra-issuer'; issuer?: string | undefined }
  /** Changes claims of the ID token (`null` leaves one out), or who signs it. */
  | {
      kind: 'id-token'
      claims?: JsonObject | undefined
      signedBy?: 'current' | 'stranger' | 'none' | 'HS256' | undefined
    }
  /** Says when a refresh may come, in whatever form. */
  | { kind: 'earliest-refresh-at'; value: unknown }
  /** Changes members of the discovery document. */
  | { kind: 'discovery'; members?: JsonObject | undefined }
  /** Sends an event stream that does not say it is one. */
  | { kind: 'no-content-type' }

/** Turns what discovery and the catalogue say. @see docs/protocol.md §5.2 */
export type DiscoveryFault =
  | { kind: 'backend-origin'; origin?: string | null | undefined }
  | { kind: 'routing-override'; override?: string | null | undefined }
  | { kind: 'accounts-map' }
  | { kind: 'account-missing' }
  | { kind: 'empty-models' }
  | { kind: 'new-models-etag' }

/** One thing that goes wrong: data, so a test can print and repeat it. */
export type Fault = FaultTiming &
  (AnswerFault | WireFault | StreamFault | TokenFault | SiwcFault | DiscoveryFault)

/** The name of a fault. */
export type FaultKind = Fault['kind']

/** The fault of one kind. */
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>
