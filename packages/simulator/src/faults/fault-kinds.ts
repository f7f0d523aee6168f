import type { Endpoint } from '../endpoint.ts'
import type { FaultKind } from './fault.ts'

/**
 * What a kind does to a call. Of one slot at most one fault strikes a call, the oldest first; an `answer` keeps later
 * stages from being reached at all.
 */
export type FaultSlot =
  | 'answer'
  | 'before'
  | 'reply'
  | 'end'
  | 'shape'
  | 'wire'
  | 'pace'
  | 'cut'
  | 'header'

/** A row of the table of kinds. */
export interface FaultKindInfo {
  /** The endpoint it strikes unless the fault says another. */
  on: Endpoint
  slot: FaultSlot
  /** One line for people. */
  about: string
}

const row = (on: Endpoint, slot: FaultSlot, about: string): FaultKindInfo => ({ on, slot, about })

/** Every fault by name. */
export const faultKinds: Readonly<Record<FaultKind, FaultKindInfo>> = {
  unauthorized: row('responses', 'answer', '401'),
  'token-expired': row('responses', 'answer', '401 with code token_expired'),
  'payment-required': row('responses', 'answer', '402'),
  forbidden: row('responses', 'answer', '403 as JSON'),
  cloudflare: row('responses', 'answer', "403 as Cloudflare's HTML challenge"),
  'not-found': row('responses', 'answer', '404'),
  'model-not-found': row('responses', 'answer', '404 with code model_not_found'),
  'payload-too-large': row('responses', 'answer', '413'),
  'unsupported-encoding': row('responses', 'answer', '415: compressed bodies refused'),
  'usage-limit-reached': row('responses', 'answer', "429: the plan's allowance is used up"),
  'usage-not-included': row('responses', 'answer', '429: the plan has no Codex'),
  'insufficient-quota': row('responses', 'answer', '429 with code insufficient_quota'),
  'rate-limited': row('responses', 'answer', '429 of the moment, with or without Retry-After'),
  'server-error': row('responses', 'answer', '500'),
  'bad-gateway': row('responses', 'answer', '502 as HTML'),
  unavailable: row('responses', 'answer', '503'),
  overloaded: row('responses', 'answer', '503 with code server_is_overloaded'),
  'slow-down': row('responses', 'answer', '503 with code slow_down'),
  'site-overloaded': row('responses', 'answer', '529'),
  'context-length-exceeded': row('responses', 'answer', '400 with code context_length_exceeded'),
  'invalid-image': row('responses', 'answer', '400: the image cannot be read'),
  'invalid-prompt': row('responses', 'answer', '400 with code invalid_prompt'),
  'bad-request': row('responses', 'answer', '400 with a detail'),
  redirect: row('responses', 'answer', '307 to another host'),
  'not-json': row('token', 'answer', '200 with text that is no JSON'),
  empty: row('token', 'answer', '200 with no body'),
  'subscription-sharing': row(
    'responses',
    'answer',
    'a refusal to a token of Sign in with ChatGPT',
  ),
  'validation-error': row('responses', 'answer', '422 with a list of details'),
  'routing-unavailable': row('responses', 'answer', '503 with a detail'),
  'upgrade-required': row('upgrade', 'answer', '426: no WebSocket here'),
  'connection-limit': row('responses', 'answer', '400: the WebSocket is too old'),
  answer: row('responses', 'answer', 'exactly the given status, headers and body'),
  hang: row('responses', 'answer', 'never answers'),
  drop: row('responses', 'answer', 'destroys the socket before acting'),
  'drop-reply': row('token', 'reply', 'acts, then destroys the socket instead of answering'),
  delay: row('responses', 'before', 'waits before acting'),
  'delay-reply': row('token', 'reply', 'acts, then waits before answering'),
  latency: row('responses', 'pace', 'waits before each event'),
  stall: row('responses', 'end', 'falls silent mid-stream'),
  'drop-mid-stream': row('responses', 'end', 'resets the connection mid-stream'),
  'end-early': row('responses', 'end', 'ends the body with no end event'),
  'close-socket': row('responses', 'end', 'closes the WebSocket with a code'),
  'done-without-end': row('responses', 'end', '[DONE] in place of the end event'),
  'malformed-event': row('responses', 'shape', 'one event is no JSON'),
  'response-failed': row('responses', 'end', 'ends with response.failed'),
  'error-event': row('responses', 'end', 'ends with a top-level error event'),
  incomplete: row('responses', 'end', 'ends with response.incomplete'),
  'end-turn-false': row('responses', 'end', 'completed with end_turn: false'),
  'giant-event': row('responses', 'shape', 'one huge event'),
  'unknown-events': row('responses', 'shape', 'events of unknown types in between'),
  'whitespace-arguments': row('responses', 'shape', 'a flood of blank argument deltas'),
  framing: row('responses', 'wire', 'another legal spelling of the stream'),
  'truncated-utf8': row('responses', 'end', 'the body ends inside a character'),
  chunking: row('responses', 'cut', 'bytes cut anywhere'),
  'refresh-token-reused': row('token', 'answer', '401: used before'),
  'refresh-token-expired': row('token', 'answer', '401: too old'),
  'refresh-token-invalidated': row('token', 'answer', '401: revoked'),
  'invalid-grant': row('token', 'answer', '400 invalid_grant'),
  'omit-tokens': row('token', 'shape', 'a good answer without some token'),
  'other-account': row('token', 'shape', "someone else's tokens"),
  'access-denied': row('authorize', 'shape', 'the sign-in is refused'),
  'wrong-state': row('authorize', 'shape', 'the sign-in comes back with another state'),
  'plan-not-granted': row('authorize', 'shape', 'the use of the plan is not granted'),
  'omit-client-id': row('authorize', 'header', 'comes back without the new client id'),
  'other-client-id': row('authorize', 'header', 'comes back with another client id'),
  'extra-issuer': row('authorize', 'wire', 'comes back naming an issuer'),
  'id-token': row('token', 'shape', 'other claims or another signature'),
  'earliest-refresh-at': row('token', 'header', 'another form of that instant'),
  discovery: row('discovery', 'shape', 'other members'),
  'no-content-type': row('responses', 'header', 'a stream without Content-Type'),
  'backend-origin': row('accounts', 'shape', 'names another backend origin'),
  'routing-override': row('accounts', 'shape', 'names a routing override'),
  'accounts-map': row('accounts', 'shape', 'accounts as a map'),
  'account-missing': row('accounts', 'shape', 'an empty list of accounts'),
  'empty-models': row('models', 'shape', 'an empty catalogue'),
  'new-models-etag': row('responses', 'header', 'a new x-models-etag'),
}

/** True for the name of a fault. */
export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name)
}
