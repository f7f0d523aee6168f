import { defineTool, type Tool } from '@via-codex/core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isRecord } from '../../settings/text-map.ts'

/**
 * The tools among what a module exports, alone or in lists: made with `defineTool`, or plain objects of the same
 * members. Anything else is passed over.
 *
 * @throws TypeError for one that is wrong
 */
export function readTools(exported: Readonly<Record<string, unknown>>): Tool[] {
  const candidates = new Set(Object.values(exported).flat())
  const tools = [...candidates].flatMap((value) => {
    if (!isRecord(value) || typeof value['name'] !== 'string') return []
    if (typeof value['prepare'] === 'function') return [value as unknown as Tool]
    return typeof value['execute'] === 'function' ? [toTool(value)] : []
  })
  const names = tools.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new TypeError(`there are two tools of the name ${twice}`)
  return tools
}

function toTool(definition: Record<string, unknown>): Tool {
  const tool = defineTool(definition as unknown as Parameters<typeof defineTool>[0])
  const { parameters } = definition
  if (!isRecord(parameters) || '~standard' in parameters) return tool
  const check = compile(parameters, tool.name)
  return {
    ...tool,
    async prepare(args) {
      check(args)
      return tool.prepare(args)
    },
  }
}

/** Core checks by schemas that can check. A JSON schema is checked here. */
function compile(schema: Record<string, unknown>, name: string): (args: unknown) => void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  const { $schema: _, ...rest } = schema
  let validate: ReturnType<typeof ajv.compile>
  try {
    validate = ajv.compile(rest)
  } catch (error) {
    throw new TypeError(`${name}.parameters is no JSON schema: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return (args) => {
    if (validate(args)) return
    const problems = ajv.errorsText(validate.errors, { dataVar: 'arguments' })
    throw new TypeError(`The arguments do not fit: ${problems}.`)
  }
}
