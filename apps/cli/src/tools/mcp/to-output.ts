import type { CallToolResult } from '@modelcontextprotocol/client'
import type { ContentPart } from '@via-codex/core'

type Content = CallToolResult['content'][number]

/**
 * What the model is told of a call: one text, or parts where there are images.
 *
 * @throws Error with the server's words, when it says that the call has failed
 */
export function toOutput(result: CallToolResult): string | ContentPart[] {
  const { content, structuredContent, isError } = result
  const texts = content.map(textOf)
  if (isError) throw new Error(texts.join('\n') || 'The server says that it failed.')
  if (content.length === 0 && structuredContent !== undefined)
    return JSON.stringify(structuredContent)
  if (!content.some(({ type }) => type === 'image')) return texts.join('\n')
  return content.map(toPart)
}

function toPart(content: Content): ContentPart {
  if (content.type !== 'image') return { type: 'input_text', text: textOf(content) }
  const { mimeType, data } = content
  return { type: 'input_image', image_url: `data:${mimeType};base64,${data}` }
}

function textOf(content: Content): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'resource':
      return 'text' in content.resource ? content.resource.text : `[${content.resource.uri}]`
    case 'resource_link':
      return `${content.name}: ${content.uri}`
    default:
      // A sound, for one: no model here hears it.
      return `[${content.type}]`
  }
}
