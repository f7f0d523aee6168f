import { createHash } from 'node:crypto'
import { ApiError } from '../errors/api-error.ts'
import type { JsonObject } from '../protocol/json.ts'

const wireForm = /^[A-Za-z0-9_-]{1,64}$/

/**
 * The id of a call in a form the wire takes. One that is too long or holds other characters is replaced,
 * the same one always by the same, so that call and output still meet.
 *
 * @see docs/protocol.md §6.6
 */
export function toCallId(callId: string): string {
  if (wireForm.test(callId)) return callId
  return `call_${createHash('sha256').update(callId).digest('base64url')}`
}

/** The kinds of call whose output has to be there, and the kind of that. @see docs/protocol.md §6.6 */
const outputOf: Readonly<Record<string, string>> = {
  function_call: 'function_call_output',
  custom_tool_call: 'custom_tool_call_output',
}

/**
 * Each call needs its output, each output its call.
 *
 * @throws {@link ApiError} `INVALID_REQUEST` naming the first that is alone
 */
export function assertPairs(items: readonly JsonObject[]): void {
  if (!items.some((item) => 'call_id' in item)) return
  for (const [callType, outputType] of Object.entries(outputOf)) {
    const calls = callIdsOf(items, callType)
    const outputs = callIdsOf(items, outputType)
    const alone = [...calls].find((id) => !outputs.has(id))
    if (alone !== undefined) {
      throw unpaired(
        `The ${callType} ${alone} has no ${outputType}.`,
        'Send the output of each call after it.',
      )
    }
    const orphan = [...outputs].find((id) => !calls.has(id))
    if (orphan !== undefined) {
      throw unpaired(
        `The ${outputType} ${orphan} has no ${callType}.`,
        'Send each call before its output.',
      )
    }
  }
}

function callIdsOf(items: readonly JsonObject[], type: string): Set<string> {
  return new Set(
    items.filter((item) => item['type'] === type).map((item) => String(item['call_id'])),
  )
}

function unpaired(message: string, hint: string): ApiError {
  return new ApiError('INVALID_REQUEST', message, { param: 'input', hint })
}
