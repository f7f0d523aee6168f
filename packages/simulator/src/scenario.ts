import type { JsonObject } from './json.ts'
import type { TokenUsage } from './stream/response-snapshot.ts'
import type { WireEvent } from './stream/steps.ts'

/** One output item, in the simulator's words; it becomes the item and all the events that build it. */
export type ScenarioItem =
  | {
      type: 'text'
      text: string
      /** Exact deltas; must join to `text`. @default split at words */
      deltas?: readonly string[] | undefined
      annotations?: readonly JsonObject[] | undefined
      phase?: 'commentary' | 'final_answer' | undefined
    }
  | { type: 'refusal'; refusal: string }
  | { type: 'reasoning'; summary?: readonly string[] | undefined }
  | {
      type: 'toolCall'
      name: string
      /** JSON text is sent as it is; anything else is serialised. */
      arguments: unknown
      callId?: string | undefined
      namespace?: string | undefined
    }
  | { type: 'customToolCall'; name: string; input: string; callId?: string | undefined }
  /** An item sent as it is, such as a web search call; `events` come between added and done. */
  | { type: 'raw'; item: JsonObject; events?: readonly WireEvent[] | undefined }

/** How a response ends. */
export type ScenarioEnd =
  | { type: 'completed'; endTurn?: boolean | undefined }
  | { type: 'incomplete'; reason: string }
  | { type: 'failed'; code: string | null; message: string }

/** What one /responses call answers. */
export interface Scenario {
  items?: readonly ScenarioItem[] | undefined
  /** @default completed */
  end?: ScenarioEnd | undefined
  /** @default estimated from request and items */
  usage?: Partial<TokenUsage> | undefined
  /** The model that says it served. @default the one asked for */
  model?: string | undefined
  /** Further response headers. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Further `response.metadata`. */
  metadata?: Readonly<Record<string, string>> | undefined
  /** Milliseconds between two deltas. @default 0 */
  paceMs?: number | undefined
  /** Exactly these events, in place of everything above but `headers` and `paceMs`. */
  events?: readonly WireEvent[] | undefined
  /** Exactly this body, in place of everything above but `headers`. */
  raw?: string | Buffer | undefined
}

/** What a scenario function is told of the call. */
export interface ScenarioRequest {
  /** The decoded body. */
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string>>
}

/** A scenario, or a function that makes one for the call at hand. */
export type ScenarioSource = Scenario | ((request: ScenarioRequest) => Scenario)

/** A short answer in text. */
export function textScenario(text: string, more: Scenario = {}): Scenario {
  return { ...more, items: [{ type: 'text', text }] }
}

/** Reasoning, then text. Summaries reach only a client that asked for them. */
export function reasoningScenario(
  summary: string | readonly string[],
  text: string,
  more: Scenario = {},
): Scenario {
  return {
    ...more,
    items: [
      { type: 'reasoning', summary: typeof summary === 'string' ? [summary] : summary },
      { type: 'text', text },
    ],
  }
}

/** One call of a tool. */
export interface ToolCall {
  name: string
  arguments: unknown
  callId?: string | undefined
  namespace?: string | undefined
}

/** Calls of tools, several in parallel. */
export function toolCallsScenario(calls: readonly ToolCall[], more: Scenario = {}): Scenario {
  return { ...more, items: calls.map((call) => ({ type: 'toolCall', ...call })) }
}

/** A refusal in place of text. */
export function refusalScenario(refusal: string, more: Scenario = {}): Scenario {
  return { ...more, items: [{ type: 'refusal', refusal }] }
}

/** A response that fails mid-stream. @see docs/protocol.md §6.11 */
export function failedScenario(code: string | null, message = 'It failed.'): Scenario {
  return { end: { type: 'failed', code, message } }
}

/** Text that stops short. */
export function incompleteScenario(text: string, reason = 'max_output_tokens'): Scenario {
  return { items: [{ type: 'text', text }], end: { type: 'incomplete', reason } }
}

/** Exactly these events. */
export function eventsScenario(events: readonly WireEvent[]): Scenario {
  return { events }
}

/** Exactly this event-stream body. */
export function rawScenario(raw: string | Buffer): Scenario {
  return { raw }
}

/** The scripted answers, first in, first out. */
export class ScenarioQueue {
  readonly #queue: ScenarioSource[] = []

  add(...sources: ScenarioSource[]): void {
    this.#queue.push(...sources)
  }

  /** Takes the next scripted answer, if there is one. */
  take(request: ScenarioRequest): Scenario | undefined {
    const source = this.#queue.shift()
    return source && resolveScenario(source, request)
  }

  get length(): number {
    return this.#queue.length
  }

  clear(): void {
    this.#queue.length = 0
  }
}

/** The scenario behind a source. */
export function resolveScenario(source: ScenarioSource, request: ScenarioRequest): Scenario {
  return typeof source === 'function' ? source(request) : source
}
