import type { ContentPart, ResponsesRequest } from '@via-codex/core'
import type { Attachment } from '../attachments/attachment.ts'
import type { Context } from '../context.ts'
import { toModelOptions } from './model-options.ts'
import type { PromptArguments } from './parse-prompt-arguments.ts'
import { readPrompt } from './read-prompt.ts'

/** All that will be asked, but for the model: nothing was sent yet. */
export interface PreparedPrompt {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly request: Omit<ResponsesRequest, 'model'>
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
  const input = attachments.length === 0 ? text : await toMessage(text, attachments, imageDetail)
  return {
    text,
    attachments,
    request: {
      input,
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
  detail: Parameters<typeof import('../attachments/to-content-part.ts').toContentPart>[1],
): Promise<ResponsesRequest['input']> {
  const { toContentPart } = await import('../attachments/to-content-part.ts')
  const content: ContentPart[] = attachments.map((attachment) => toContentPart(attachment, detail))
  if (text !== '') content.unshift({ type: 'input_text', text })
  return [{ type: 'message', role: 'user', content }]
}
