import { isObject, stringOf, type JsonObject } from '../json.ts'

/** A tool on offer, and the namespace it sits in. */
export interface OfferedTool {
  name: string
  description: string
  parameters: JsonObject
  namespace: string | undefined
}

/** What the brain makes of a request. */
export interface Prompt {
  /** The text of each user turn, oldest first. */
  turns: readonly string[]
  /** The last user turn's text, or an empty string. */
  text: string
  /** Images and files of the last user turn. */
  attachments: readonly JsonObject[]
  /** The outputs of tools that came after the last user turn. */
  toolOutputs: readonly string[]
  tools: readonly OfferedTool[]
  toolChoice: unknown
  /** The hosted image generation tool is on offer. */
  canPaint: boolean
  /** `text.format`, when it asks for more than text. */
  format: JsonObject | undefined
  effort: string
}

/** Reads a request the way a model would. */
export function readPrompt(request: JsonObject): Prompt {
  const input = inputItems(request['input'])
  const users = input.filter((item) => item['role'] === 'user')
  const last = users.at(-1)
  const turns = users.map((item) => textOf(item['content']))
  const after = last ? input.slice(input.lastIndexOf(last)) : input
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {}
  const text = isObject(request['text']) ? request['text'] : {}
  return {
    turns,
    text: turns.at(-1) ?? '',
    attachments: partsOf(last?.['content']).filter(
      ({ type }) => type === 'input_image' || type === 'input_file',
    ),
    toolOutputs: after
      .filter((item) => String(item['type']).endsWith('call_output'))
      .map((item) => textOf(item['output'])),
    tools: [
      ...offeredTools(request['tools']),
      ...input
        .filter((item) => item['type'] === 'additional_tools')
        .flatMap((item) => offeredTools(item['tools'])),
    ],
    toolChoice: request['tool_choice'],
    canPaint:
      Array.isArray(request['tools']) &&
      request['tools'].some((tool) => isObject(tool) && tool['type'] === 'image_generation'),
    format:
      isObject(text['format']) && text['format']['type'] !== 'text' ? text['format'] : undefined,
    effort: stringOf(reasoning['effort']) ?? 'medium',
  }
}

function inputItems(input: unknown): JsonObject[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  return Array.isArray(input) ? input.filter(isObject) : []
}

function partsOf(content: unknown): JsonObject[] {
  return Array.isArray(content) ? content.filter(isObject) : []
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return partsOf(content)
    .map((part) => stringOf(part['text']) ?? '')
    .filter((text) => text !== '')
    .join('\n')
}

function offeredTools(tools: unknown, namespace?: string): OfferedTool[] {
  if (!Array.isArray(tools)) return []
  return tools.filter(isObject).flatMap((tool): OfferedTool[] => {
    if (tool['type'] === 'namespace') return offeredTools(tool['tools'], stringOf(tool['name']))
    if (tool['type'] !== 'function') return []
    return [
      {
        name: stringOf(tool['name']) ?? '',
        description: stringOf(tool['description']) ?? '',
        parameters: isObject(tool['parameters']) ? tool['parameters'] : {},
        namespace,
      },
    ]
  })
}
