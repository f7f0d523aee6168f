import type { CodexResponse, ResponseItem, ResponseStream } from '@via-codex/core'

export interface TextReceiver {
  /** Takes a piece of the answer; may ask to wait. */
  onText(text: string): Promise<void> | undefined
  /** Takes a piece of the model's own summary of its thinking. */
  onThought(text: string): void
}

export interface ReceivedAnswer {
  readonly response: CodexResponse
  readonly isRefusal: boolean
}

/** Reads a response to its end, and passes on its text as it comes. Every text of it, each once. */
export async function receiveText(
  stream: ResponseStream,
  receiver: TextReceiver,
): Promise<ReceivedAnswer> {
  const begun = new Set<number>()
  let endsInLine = false
  let isRefusal = false
  const take = (outputIndex: number, text: string) => {
    if (text === '') return undefined
    // A second message begins on a line of its own.
    const gap = !begun.has(outputIndex) && endsInLine ? '\n' : ''
    begun.add(outputIndex)
    endsInLine = !text.endsWith('\n')
    return receiver.onText(gap + text)
  }
  for await (const event of stream) {
    let full: Promise<void> | undefined
    switch (event.type) {
      case 'response.refusal.delta':
        isRefusal = true
        full = take(event.output_index, event.delta)
        break
      case 'response.output_text.delta':
        full = take(event.output_index, event.delta)
        break
      case 'response.output_item.done':
        // A backend may send an item whole.
        if (!begun.has(event.output_index)) full = take(event.output_index, textOf(event.item))
        break
      case 'response.reasoning_summary_part.added':
        receiver.onThought('\n')
        break
      case 'response.reasoning_summary_text.delta':
        receiver.onThought(event.delta)
        break
    }
    if (full) await full
  }
  const response = await stream.final()
  if (begun.size === 0) await take(0, response.output_text)
  return { response, isRefusal }
}

function textOf(item: ResponseItem): string {
  if (item.type !== 'message' || typeof item.content === 'string') return ''
  return item.content
    .map((part) =>
      part.type === 'output_text' ? part.text : part.type === 'refusal' ? part.refusal : '',
    )
    .join('')
}
