import { isObject } from '../json.ts'
import type { ToolCall } from '../scenario.ts'
import { exampleOfSchema } from './example-of-schema.ts'
import type { OfferedTool, Prompt } from './prompt.ts'
import { sharedWords } from './words.ts'

/** The tool call the prompt asks for, if any: by force of `tool_choice`, or because its words match. */
export function chooseTool(prompt: Prompt): ToolCall | undefined {
  if (prompt.toolChoice === 'none' || prompt.tools.length === 0) return undefined
  const tool = forcedTool(prompt) ?? bestTool(prompt)
  return (
    tool && {
      name: tool.name,
      namespace: tool.namespace,
      arguments: exampleOfSchema(tool.parameters, prompt.text) ?? {},
    }
  )
}

function forcedTool({ toolChoice, tools }: Prompt): OfferedTool | undefined {
  if (!isObject(toolChoice)) return undefined
  return tools.find(({ name }) => name === toolChoice['name'])
}

function bestTool({ text, toolChoice, tools }: Prompt): OfferedTool | undefined {
  const scored = tools
    .map((tool) => ({ tool, score: sharedWords(text, `${tool.name} ${tool.description}`) }))
    .toSorted((a, b) => b.score - a.score)
  const best = scored[0]
  return best && (best.score > 0 || toolChoice === 'required') ? best.tool : undefined
}
