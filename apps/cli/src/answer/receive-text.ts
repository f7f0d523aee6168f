import type { CodexResponse, ResponseStream } from '@via-codex/core'
import { createTextReader } from './text-reader.ts'

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
  const reader = createTextReader()
  for await (const event of stream) {
    const text = reader.read(event)
    const full = text && receiver.onText(text)
    if (full) await full
    if (event.type === 'response.reasoning_summary_part.added') receiver.onThought('\n')
    if (event.type === 'response.reasoning_summary_text.delta') receiver.onThought(event.delta)
  }
  const response = await stream.final()
  const rest = reader.rest(response.output_text)
  if (rest) await receiver.onText(rest)
  return { response, isRefusal: reader.isRefusal }
}
