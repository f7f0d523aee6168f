import type { ContentPart, InputImagePart, InputItem, ResponsesRequest } from '@via-codex/core'
import type { OptionPair } from './model-options.ts'
import { toModelOptions } from './model-options.ts'
import type { PreparedPrompt } from './prepare-prompt.ts'

/**
 * The request for a prompt.
 *
 * @param defaults what `-o` says by default for this model
 * @throws UsageError for an option that is none
 */
export async function buildRequest(
  model: string,
  prompt: PreparedPrompt,
  defaults: readonly OptionPair[],
): Promise<Omit<ResponsesRequest, 'input'> & { input: InputItem[] }> {
  const { text, system, fragments, systemFragments, schema } = prompt
  const { imageDetail, ...options } = toModelOptions([...defaults, ...prompt.options])
  const instructions = join([...systemFragments.map(({ content }) => content), system ?? ''])
  const asked = join([...fragments.map(({ content }) => content), text])
  return {
    model,
    input: [await toMessage(asked, prompt.attachments, imageDetail)],
    ...(instructions && { instructions }),
    ...options,
    ...(prompt.tools.length > 0 && { tools: [...prompt.tools] }),
    ...(schema && { text: { ...options.text, format: await toFormat(schema) } }),
  }
}

/** Texts on lines of their own. */
function join(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n')
}

async function toMessage(
  text: string,
  attachments: PreparedPrompt['attachments'],
  detail: InputImagePart['detail'],
): Promise<InputItem> {
  const content: ContentPart[] = text === '' ? [] : [{ type: 'input_text', text }]
  if (attachments.length > 0) {
    const { toContentPart } = await import('../attachments/to-content-part.ts')
    content.push(...attachments.map((attachment) => toContentPart(attachment, detail)))
  }
  return { type: 'message', role: 'user', content }
}

async function toFormat(schema: Readonly<Record<string, unknown>>) {
  const { isStrict } = await import('../schemas/is-strict.ts')
  return { type: 'json_schema', name: 'answer', schema, strict: isStrict(schema) }
}
