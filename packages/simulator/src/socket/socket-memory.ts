import { detailReply, errorReply, type Reply } from '../reply.ts'
import { isObject, type JsonObject } from '../json.ts'

interface Completed {
  id: string
  /** Its whole input, what it went on from included. */
  input: readonly unknown[]
  output: readonly unknown[]
}

/** A frame as the request it stands for, or the reply that refuses it. */
export type ReadFrame =
  | { body: JsonObject; input: readonly unknown[]; generates: boolean; refusal?: undefined }
  | { refusal: Reply }

/** What one WebSocket remembers: its last response, and whether one is under way. @see docs/protocol.md §7 */
export class SocketMemory {
  isBusy = false
  #last: Completed | undefined

  /** Reads a `response.create` frame; `previous_response_id` is replaced by what it stands for. */
  read(text: string): ReadFrame {
    let frame: unknown
    try {
      frame = JSON.parse(text)
    } catch {
      return { refusal: detailReply(400, 'The frame is not valid JSON') }
    }
    if (!isObject(frame) || frame['type'] !== 'response.create')
      return { refusal: detailReply(400, 'Unknown frame type') }
    if (this.isBusy)
      return { refusal: detailReply(400, 'A response is already in progress on this connection') }
    const { type: _type, generate, previous_response_id: previousId, ...body } = frame
    const added = Array.isArray(body['input']) ? body['input'] : []
    const generates = generate !== false
    if (previousId === undefined) return { body, input: added, generates }
    if (this.#last === undefined || previousId !== this.#last.id)
      return {
        refusal: errorReply(400, {
          message: `Previous response with id ${JSON.stringify(previousId)} not found.`,
          code: 'previous_response_not_found',
          param: 'previous_response_id',
        }),
      }
    const input = [...this.#last.input, ...this.#last.output.map(withoutId), ...added]
    return { body: { ...body, input }, input, generates }
  }

  /** Keeps a response to go on from; `undefined` when there is none. */
  keep(completed: Completed | undefined): void {
    this.#last = completed
  }
}

function withoutId(item: unknown): unknown {
  if (!isObject(item)) return item
  const { id: _id, ...rest } = item
  return rest
}
