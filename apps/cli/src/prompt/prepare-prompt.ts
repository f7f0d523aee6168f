import type { ContentPart, InputImagePart, InputItem, ResponsesRequest } from '@via-codex/core'
import type { Attachment } from '../attachments/attachment.ts'
import type { Context } from '../context.ts'
import { toModelOptions } from './model-options.ts'
import type { PromptArguments } from './parse-prompt-arguments.ts'
import { readPrompt } from './read-prompt.ts'

/** All that will be asked, but for the model: nothing was sent yet. */
export interface PreparedPrompt {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** What `-o` asks for. */
  readonly options: Readonly<Record<string, string>>
  /** What is said. */
  readonly items: readonly InputItem[]
  /** All else of the request. */
  readonly request: Omit<ResponsesRequest, 'model' | 'input'>
}

/**
 * Reads everything a prompt is made of, without the network but for attachments that have addresses.
 *
 * @throws UsageError
 */
export async function preparePrompt(
  { settings, options, attachments: given, words }: PromptArguments,
  context: Context,
): Promise<PreparedPrompt> {
  const text = await readPrompt(words, context, {
    stdinIsTaken: given.some(({ source }) => source === '-'),
    mayBeEmpty: given.length > 0,
  })
  const attachments = await load(given, context)
  const { imageDetail, ...modelOptions } = toModelOptions(options)
  return {
    text,
    attachments,
    options: Object.fromEntries(options),
    items: [await toMessage(text, attachments, imageDetail)],
    request: {
      ...(settings.system && { instructions: settings.system }),
      ...modelOptions,
    },
  }
}

async function load(given: PromptArguments['attachments'], context: Context) {
  if (given.length === 0) return []
  const { loadAttachments } = await import('../attachments/load-attachments.ts')
  return loadAttachments(given, context)
}

async function toMessage(
  text: string,
  attachments: readonly Attachment[],
  detail: InputImagePart['detail'],
): Promise<InputItem> {
  const content: ContentPart[] = text === '' ? [] : [{ type: 'input_text', text }]
  if (attachments.length > 0) {
    const { toContentPart } = await import('../attachments/to-content-part.ts')
    content.push(...attachments.map((attachment) => toContentPart(attachment, detail)))
  }
  return { type: 'message', role: 'user', content }
}
