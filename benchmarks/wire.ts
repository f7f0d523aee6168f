/** Pre-rendered event streams, shaped like the backend's: about 270 bytes a delta. */

const itemId = `msg_${'0'.repeat(50)}`
const response = {
  id: `resp_${'0'.repeat(49)}`,
  object: 'response',
  created_at: 1_767_225_600,
  model: 'gpt-5.5',
  output: [] as unknown[],
}

function frame(event: { type: string; [key: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

function delta(index: number, mark: string): string {
  return frame({
    type: 'response.output_text.delta',
    sequence_number: index + 4,
    item_id: itemId,
    output_index: 0,
    content_index: 0,
    delta: wordAt(index, mark),
    logprobs: [],
    obfuscation: 'abcdefghijkl',
  })
}

export interface RenderedStream {
  readonly head: string
  readonly deltas: readonly string[]
  readonly tail: string
}

/** @param mark what each word begins with */
function wordAt(index: number, mark: string): string {
  return ` ${mark}${index % 1000}`
}

/** An answer of one item with so many characters in it, all in one event. */
export function renderGiant(characters: number): RenderedStream {
  const image = { type: 'image_generation_call', id: 'ig_0', result: 'A'.repeat(characters) }
  const done = { type: 'response.output_item.done', output_index: 0, item: image }
  const { head, tail } = renderStream(20)
  return {
    head,
    deltas: [frame(done)],
    tail: tail.replaceAll('"output_index":0', '"output_index":1'),
  }
}

/** A whole answer of so many deltas. */
export function renderStream(deltaCount: number, mark = 'w'): RenderedStream {
  const item = {
    id: itemId,
    type: 'message',
    role: 'assistant',
    status: 'in_progress',
    phase: 'final_answer',
    content: [] as unknown[],
  }
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
  const inPart = { item_id: itemId, output_index: 0, content_index: 0 }
  const words = Array.from({ length: deltaCount }, (_, index) => wordAt(index, mark))
  const text = words.join('')
  const done = { ...item, status: 'completed', content: [{ ...part, text }] }
  const usage = {
    input_tokens: 20,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: deltaCount,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 20 + deltaCount,
  }
  return {
    head: [
      {
        type: 'response.created',
        sequence_number: 0,
        response: { ...response, status: 'in_progress' },
      },
      {
        type: 'response.in_progress',
        sequence_number: 1,
        response: { ...response, status: 'in_progress' },
      },
      { type: 'response.output_item.added', sequence_number: 2, output_index: 0, item },
      { type: 'response.content_part.added', sequence_number: 3, ...inPart, part },
    ]
      .map(frame)
      .join(''),
    deltas: words.map((_, index) => delta(index, mark)),
    tail: [
      { type: 'response.output_text.done', ...inPart, text },
      { type: 'response.content_part.done', ...inPart, part: { ...part, text } },
      { type: 'response.output_item.done', output_index: 0, item: done },
      { type: 'response.completed', response: { ...response, status: 'completed', usage } },
    ]
      .map(frame)
      .join(''),
  }
}
