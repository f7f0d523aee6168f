import type { JsonObject } from '../json.ts'
import type { Scenario, ScenarioItem } from '../scenario.ts'
import { chooseTool } from './choose-tool.ts'
import { describeAttachments } from './describe-attachment.ts'
import { draw, isDrawingRequest } from './draw.ts'
import { exampleOfSchema } from './example-of-schema.ts'
import { isPaintingRequest, paint } from './paint.ts'
import { readPrompt, type Prompt } from './prompt.ts'
import { reasoningTokensOf, think } from './think.ts'

/** Answers a request by itself, when nothing is scripted: the same request always gets the same answer. */
export function answerOfBrain(request: JsonObject): Scenario {
  const prompt = readPrompt(request)
  const { summary, item } = decide(prompt)
  return {
    items: [...think(prompt.effort, summary), item],
    usage: { reasoningTokens: reasoningTokensOf(prompt.effort, prompt.text.length) },
  }
}

interface Decision {
  summary: string
  item: ScenarioItem
}

function decide(prompt: Prompt): Decision {
  const call = prompt.toolOutputs.length === 0 ? chooseTool(prompt) : undefined
  if (call)
    return {
      summary: `**Choosing a tool**\n\nThe question fits ${call.name}.`,
      item: { type: 'toolCall', ...call },
    }
  if (isPaintingRequest(prompt))
    return {
      summary: '**Painting**\n\nA sky that turns from blue to gold.',
      item: paint(prompt),
    }
  if (prompt.format)
    return {
      summary: '**Filling the form**\n\nEach field gets a value its schema allows.',
      item: { type: 'text', text: fill(prompt.format, prompt.text) },
    }
  if (prompt.toolOutputs.length > 0)
    return {
      summary: '**Reading the result**\n\nThe tool has answered.',
      item: { type: 'text', text: `The tool says: ${prompt.toolOutputs.join(' And: ')}` },
    }
  if (prompt.attachments.length > 0)
    return {
      summary: '**Looking at the attachment**\n\nIts bytes tell type and size.',
      item: { type: 'text', text: describeAttachments(prompt.attachments) },
    }
  if (isDrawingRequest(prompt))
    return {
      summary:
        '**Planning the drawing**\n\nSeen from the side: two wheels, a frame, and a beak with its pouch.',
      item: { type: 'text', text: draw(prompt) },
    }
  return {
    summary: '**Recalling the conversation**\n\nWhat was said, and what before it.',
    item: { type: 'text', text: echo(prompt) },
  }
}

function fill(format: JsonObject, text: string): string {
  const value = format['type'] === 'json_schema' ? exampleOfSchema(format['schema'], text) : {}
  return JSON.stringify(value)
}

function echo({ turns, text }: Prompt): string {
  const before = turns.at(-2)
  const earlier =
    before === undefined ? 'That was our first turn.' : `Before that you said: “${before}”.`
  const count = turns.length > 1 ? ` We have had ${turns.length} turns.` : ''
  return `You said: “${text}”. ${earlier}${count}`
}
