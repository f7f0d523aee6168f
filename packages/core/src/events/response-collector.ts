import type { PartialResponse } from '../errors/stream-error.ts'
import {
  outputTextOf,
  type CodexResponse,
  type ResponseEvent,
  type ResponseResource,
} from '../protocol/response-event.ts'
import type { ResponseItem } from '../protocol/response-item.ts'

/**
 * Gathers a response while its events pass by. The items come from `response.output_item.done`: the
 * backend's end event has an empty output.
 *
 * @see docs/protocol.md §6.8
 */
export class ResponseCollector {
  readonly #items: ResponseItem[] = []
  #text = ''
  /** Deltas that are not in the text yet: joined many at a time, they leave no chain of pieces behind. */
  #deltas: string[] = []

  add(event: ResponseEvent): void {
    if (event.type === 'response.output_text.delta') {
      if (this.#deltas.push(event.delta) >= 512) this.#join()
    } else if (event.type === 'response.output_item.done')
      this.#items[event.output_index ?? this.#items.length] = event.item
  }

  partial(): PartialResponse {
    return { outputText: this.#join(), output: this.#output() }
  }

  /** The whole response, given the one of the end event. */
  complete(response: ResponseResource): CodexResponse {
    const items = this.#output()
    const output =
      items.length > 0 ? items : response?.output?.length ? response.output : this.#fromDeltas()
    return { ...response, output, output_text: outputTextOf(output) }
  }

  #join(): string {
    this.#text += this.#deltas.join('')
    this.#deltas = []
    return this.#text
  }

  // Indexes may be sparse when an item never came to its end; `values` passes over holes without visiting them.
  #output(): ResponseItem[] {
    return Object.values(this.#items).filter(Boolean)
  }

  #fromDeltas(): ResponseItem[] {
    const text = this.#join()
    if (text === '') return []
    return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }]
  }
}
