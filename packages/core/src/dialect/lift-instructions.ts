import { isJsonObject, type JsonObject } from '../protocol/json.ts'
import type { RequestRules } from './request-rules.ts'

/**
 * The instructions and what is left of the input. Given instructions win; else the text of the leading
 * system and developer messages becomes the instructions, as long as something else is left to answer;
 * else those of the rules are sent.
 *
 * @param items normalised
 * @see docs/protocol.md §6.6
 */
export function liftInstructions(
  given: unknown,
  items: readonly JsonObject[],
  { defaultInstructions, systemRole }: RequestRules,
): JsonObject {
  const input = items.map((item) =>
    item['role'] === 'system' ? { ...item, role: systemRole } : item,
  )
  if (defaultInstructions === undefined || (given !== undefined && given !== '')) {
    return { ...(given !== undefined && { instructions: given }), input }
  }
  const texts: string[] = []
  for (const item of items) {
    const text = leadingText(item)
    if (text === undefined) break
    texts.push(text)
  }
  const instructions = texts.join('\n\n')
  if (instructions.trim() === '' || texts.length === items.length) {
    return { instructions: defaultInstructions, input }
  }
  return { instructions, input: input.slice(texts.length) }
}

/** The text of a message that instructs and holds nothing but text. */
function leadingText({ type, role, content }: JsonObject): string | undefined {
  if (type !== undefined && type !== 'message') return undefined
  if (role !== 'system' && role !== 'developer') return undefined
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  const texts = content.map((part) => (isJsonObject(part) ? part['text'] : undefined))
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined
}
