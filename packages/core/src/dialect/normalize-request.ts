import type { Backend } from '../protocol/backends.ts'
import type { InputItem, ResponsesRequest } from '../protocol/responses-request.ts'

const defaultInstructions = 'You are a helpful assistant.'
const encryptedReasoning = 'reasoning.encrypted_content'

/**
 * The body a backend takes for a request: never stored, always streamed, the input a list, the reasoning
 * given back encrypted so that it can be sent again. The Codex backend also wants instructions.
 *
 * @see docs/protocol.md §6.6
 */
export function normalizeRequest(
  request: ResponsesRequest,
  backend: Backend['id'] = 'codex',
): Record<string, unknown> {
  const include = request.include ?? []
  return {
    ...request,
    ...(backend === 'codex' && { instructions: request.instructions || defaultInstructions }),
    input: toInputList(request.input),
    include: include.includes(encryptedReasoning) ? include : [...include, encryptedReasoning],
    store: false,
    stream: true,
  }
}

function toInputList(input: string | InputItem[]): InputItem[] {
  if (typeof input !== 'string') return input
  return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
}
