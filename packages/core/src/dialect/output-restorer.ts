import { siwcFailureOf } from '../errors/siwc-failures.ts'
import { responseFailureOf } from '../events/response-events.ts'
import { eventWithoutEnd, maxEventCharacters } from '../events/server-sent-events.ts'
import { isJsonObject, parseJson, type JsonObject } from '../protocol/json.ts'
import type { ResponseEvent } from '../protocol/response-event.ts'
import type { ResponseItem } from '../protocol/response-item.ts'
import { blocksOf, endOfLastBlock } from './event-blocks.ts'
import type { RequestRules } from './request-rules.ts'

/** Passes the bytes of an event stream on, split anywhere. */
export interface OutputRestorer {
  /**
   * What can be passed on now; empty while an event is incomplete.
   *
   * @throws {@link StreamError} `STREAM_MALFORMED` for an event without end
   */
  push(chunk: Uint8Array): Uint8Array
  /** What is left when no more comes. */
  flush(): Uint8Array
  /** Whether the end event has passed by, be it a good end or a failure. */
  readonly hasEnded: boolean
  /** The items that were complete. */
  readonly items: readonly ResponseItem[]
}

const itemDone = 'response.output_item.done'
const goodEnds = new Set(['response.completed', 'response.incomplete'])
const badEnds = new Set(['response.failed', 'error'])
/** Readers take it for a good end, so it is held back where there was none. */
const done = '[DONE]'
// Searched for at once, in bytes read as one character each: each by itself takes three times as long.
const ends = /"(?:response\.(?:completed|incomplete|failed)|error)"|\[DONE\]/
const itemsAndEnds =
  /"(?:response\.(?:output_item\.done|completed|incomplete|failed)|error)"|\[DONE\]/

/** What is done to a stream in passing. */
export interface OutputRestorerRules extends Pick<RequestRules, 'outputIsEmpty'> {
  /** The server's words of a failure may repeat the request: others take their place. */
  readonly quotesRequests?: boolean | undefined
}

/**
 * Puts the items that passed by into an end event that comes without them. All other bytes are passed on
 * as they are, whole events at a time; only those are decoded that may be an item or the end.
 *
 * @see docs/protocol.md §6.8, §13.7
 */
export function createOutputRestorer(rules: OutputRestorerRules): OutputRestorer {
  return new OutputRestorerInPassing(rules)
}

const none = new Uint8Array()

class OutputRestorerInPassing implements OutputRestorer {
  hasEnded = false
  readonly #items: ResponseItem[] = []
  /** The beginning of an event, and its last three bytes. */
  #held: Uint8Array[] = []
  #heldBytes = 0
  #bytesRead = 0
  #tail: Uint8Array = none
  readonly #rules: OutputRestorerRules
  readonly #marks: RegExp

  constructor(rules: OutputRestorerRules) {
    this.#rules = rules
    this.#marks = rules.outputIsEmpty ? itemsAndEnds : ends
  }

  get items(): readonly ResponseItem[] {
    return Object.values(this.#items)
  }

  push(chunk: Uint8Array): Uint8Array {
    this.#bytesRead += chunk.length
    const end = this.hasEnded ? chunk.length : endOfLastBlock(chunk, this.#tail)
    if (end === 0) {
      this.#hold(chunk)
      return none
    }
    const whole = this.#release(end === chunk.length ? chunk : chunk.subarray(0, end))
    this.#hold(chunk.subarray(end))
    if (!this.#isMarked(whole)) return whole
    return Buffer.concat(Array.from(blocksOf(whole), (block) => this.#restore(block)))
  }

  flush(): Uint8Array {
    return this.#release(none)
  }

  /** Whether bytes may hold an event of interest: what says so may also be a text that quotes one. */
  #isMarked(bytes: Uint8Array): boolean {
    if (this.hasEnded) return false
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return this.#marks.test(buffer.toString('latin1'))
  }

  #restore(block: Uint8Array): Uint8Array {
    if (!this.#isMarked(block)) return block
    const lines = new TextDecoder().decode(block).split(/\r\n|\n|\r/)
    const text = dataOf(lines)
    if (text.trim() === done) return none
    const event = parseJson(text)
    if (!isJsonObject(event)) return block
    const type = String(event['type'])
    if (type === itemDone) this.#keep(event)
    const isGoodEnd = goodEnds.has(type)
    const isBadEnd = badEnds.has(type)
    if (isGoodEnd || isBadEnd) this.hasEnded = true
    if (isBadEnd && this.#rules.quotesRequests) return toBlock(lines, inOtherWords(event))
    const { response } = event
    if (!isGoodEnd || !this.#rules.outputIsEmpty || !isJsonObject(response)) return block
    const { items: output } = this
    const isWhole = Array.isArray(response['output']) && response['output'].length > 0
    if (isWhole || output.length === 0) return block
    return toBlock(lines, { ...event, response: { ...response, output } })
  }

  #keep({ item, output_index: index }: JsonObject): void {
    if (!isJsonObject(item)) return
    this.#items[typeof index === 'number' ? index : this.#items.length] = item as ResponseItem
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#heldBytes += bytes.length
    if (this.#heldBytes > maxEventCharacters) throw eventWithoutEnd(this.#bytesRead)
    this.#held.push(bytes)
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-3)]).subarray(-3)
  }

  #release(bytes: Uint8Array): Uint8Array {
    if (this.#held.length === 0) return bytes
    const whole = Buffer.concat([...this.#held, bytes])
    this.#held = []
    this.#heldBytes = 0
    this.#tail = none
    return whole
  }
}

/** The event in place of the data that was among the lines. */
function toBlock(lines: readonly string[], event: JsonObject): Uint8Array {
  const others = lines.filter((line) => line !== '' && !isData(line))
  return Buffer.from(`${[...others, `data: ${JSON.stringify(event)}`].join('\n')}\n\n`)
}

/** A report of a failure that says what its code says, wherever its words stand. */
function inOtherWords(event: JsonObject): JsonObject {
  const { code } = responseFailureOf(event as unknown as ResponseEvent) ?? {}
  const { hint } = siwcFailureOf(code) ?? {}
  const message = `${code ?? 'no reason given'}${hint ? `. ${hint}` : ''}`
  const { response, error } = event
  if (isJsonObject(response)) {
    const { error: reported } = response
    return { ...event, response: { ...response, error: { ...Object(reported), message } } }
  }
  return isJsonObject(error) ? { ...event, error: { ...error, message } } : { ...event, message }
}

function isData(line: string): boolean {
  return /^data(?::|$)/.test(line)
}

/** As the standard joins it. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
function dataOf(lines: readonly string[]): string {
  return lines
    .filter(isData)
    .map((line) => line.replace(/^data:? ?/, ''))
    .join('\n')
}
