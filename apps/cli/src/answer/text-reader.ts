import type { ResponseEvent, ResponseItem } from '@via-codex/core'

/** Reads the text of an answer from its events. */
export interface TextReader {
  /** Whether the model has refused. */
  readonly isRefusal: boolean
  /** The piece of text that an event brings; empty when it brings none. */
  read(event: ResponseEvent): string
  /** The text that had not come by the events. @param whole all of it */
  rest(whole: string): string
}

/** Every text of an answer, each once, whether it comes in pieces or whole. */
export function createTextReader(): TextReader {
  const begun = new Set<number>()
  let endsInLine = false
  let isRefusal = false
  const take = (outputIndex: number, text: string) => {
    if (text === '') return ''
    // A second message begins on a line of its own.
    const gap = !begun.has(outputIndex) && endsInLine ? '\n' : ''
    begun.add(outputIndex)
    endsInLine = !text.endsWith('\n')
    return gap + text
  }
  return {
    get isRefusal() {
      return isRefusal
    },
    read(event) {
      switch (event.type) {
        case 'response.refusal.delta':
          isRefusal = true
          return take(event.output_index, event.delta)
        case 'response.output_text.delta':
          return take(event.output_index, event.delta)
        case 'response.output_item.done':
          // A backend may send an item whole.
          return begun.has(event.output_index) ? '' : take(event.output_index, textOf(event.item))
        default:
          return ''
      }
    },
    rest: (whole) => (begun.size === 0 ? whole : ''),
  }
}

function textOf(item: ResponseItem): string {
  if (item.type !== 'message' || typeof item.content === 'string') return ''
  return item.content
    .map((part) =>
      part.type === 'output_text' ? part.text : part.type === 'refusal' ? part.refusal : '',
    )
    .join('')
}
