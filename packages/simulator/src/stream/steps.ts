import type { JsonObject } from '../json.ts'

/** An event of the stream as JSON. */
export interface WireEvent extends JsonObject {
  type: string
}

/**
 * One step of writing a stream. A stream is a list of steps, so a fault is a function from list to list.
 * `end` names how the body stops: `close` cleanly, a WebSocket with that code, `reset` the connection, `silence` forever.
 */
export type Step =
  | { event: WireEvent }
  | { raw: string | Buffer }
  | { waitMs: number }
  | { end: 'reset' | 'silence' }
  | { end: 'close'; code?: number }

/** True for a step that carries an event. */
export function isEventStep(step: Step): step is { event: WireEvent } {
  return 'event' in step
}
