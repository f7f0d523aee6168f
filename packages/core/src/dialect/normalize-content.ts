import { isJsonObject, type JsonObject } from '../protocol/json.ts'

/**
 * The content of a message, its parts in the words of the Responses API. Hosts also send those of Chat
 * Completions (`text`, `image_url`, `file`), or a text as of the other side. What is unknown passes.
 *
 * @see docs/protocol.md §6.6
 */
export function normalizeContent(content: unknown, role: unknown): unknown {
  if (!Array.isArray(content) || role === undefined) return content
  return content.map((part) => (isJsonObject(part) ? normalizePart(part, role) : part))
}

const textTypes = new Set<unknown>(['text', 'input_text', 'output_text'])

function normalizePart(part: JsonObject, role: unknown): JsonObject {
  const { type } = part
  if (textTypes.has(type)) {
    // The openai SDK puts what it parsed beside what it got.
    const { parsed: _parsed, ...rest } = part
    return { ...rest, type: role === 'assistant' ? 'output_text' : 'input_text' }
  }
  if (type === 'image_url') return toInputImage(part)
  if (type === 'file') return toInputFile(part)
  return part
}

function toInputImage({ image_url: image }: JsonObject): JsonObject {
  if (!isJsonObject(image)) return { type: 'input_image', image_url: image }
  const { url, ...rest } = image
  return { type: 'input_image', image_url: url, ...rest }
}

function toInputFile({ file, type: _type, ...rest }: JsonObject): JsonObject {
  return { type: 'input_file', ...(isJsonObject(file) ? file : rest) }
}
