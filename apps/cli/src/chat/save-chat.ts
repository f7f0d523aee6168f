import { extname } from 'node:path'
import type { InputItem, MessageItem } from '@via-codex/core'
import { savePictures } from '../answer/save-pictures.ts'
import { UsageError } from '../command-error.ts'
import { saveFile } from '../settings/save-file.ts'
import type { ChatSession } from './chat-session.ts'

const pictures = new Set(['.svg', '.png', '.jpg', '.jpeg', '.webp'])

/** `!save`: the chat as Markdown, or the picture of the last answer. @throws UsageError @throws CommandError */
export async function saveChat(file: string, session: ChatSession): Promise<void> {
  const { conversation, context, lastResponse } = session
  if (pictures.has(extname(file).toLowerCase())) {
    if (lastResponse) return savePictures(lastResponse, file, context)
    throw new UsageError('There is no answer yet.', 'Ask for a picture first.')
  }
  await saveFile(file, formatTranscript(conversation.items))
  context.talk.say(`Saved as ${file}.`)
}

/** What both sides said, as Markdown. */
export function formatTranscript(items: readonly InputItem[]): string {
  const parts = items.flatMap((item) => {
    if (item.type !== undefined && item.type !== 'message') return []
    const { role, content } = item as MessageItem
    const text = textOf(content).trim()
    if (text === '' || (role !== 'user' && role !== 'assistant')) return []
    return [`## ${role === 'user' ? 'Prompt' : 'Response'}\n\n${text}\n`]
  })
  return parts.join('\n')
}

function textOf(content: MessageItem['content']): string {
  if (typeof content === 'string') return content
  return content.map((part) => describe(part)).join('\n\n')
}

function describe(part: Exclude<MessageItem['content'], string>[number]): string {
  if ('text' in part && typeof part.text === 'string') return part.text
  if (part.type === 'refusal') return part.refusal
  return part.type === 'input_image' ? '*(an image)*' : '*(a file)*'
}
