import { errorReply, type Reply } from '../reply.ts'
import { isObject } from '../json.ts'

const LOOK_AROUND = /\(\?(?:=|!|<=|<!)/u

/** Refuses tool schemas the backend cannot compile. @see docs/protocol.md §6.6 */
export function checkTools(tools: unknown): Reply | undefined {
  if (!Array.isArray(tools)) return undefined
  for (const [at, tool] of tools.entries()) {
    if (!isObject(tool)) continue
    if (tool['type'] === 'function' && typeof tool['name'] !== 'string')
      return errorReply(400, {
        message: `Missing required parameter: 'tools[${at}].name'.`,
        code: 'missing_required_parameter',
        param: `tools[${at}].name`,
      })
    if (hasLookAround(tool['parameters']))
      return errorReply(400, {
        message: `Invalid schema for function '${String(tool['name'])}': regex look-around is not supported.`,
        code: 'invalid_function_parameters',
        param: `tools[${at}].parameters`,
      })
  }
  return undefined
}

function hasLookAround(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasLookAround)
  if (!isObject(schema)) return false
  return Object.entries(schema).some(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? LOOK_AROUND.test(value) : hasLookAround(value),
  )
}
