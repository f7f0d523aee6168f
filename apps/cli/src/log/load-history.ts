import type { DatabaseSync } from 'node:sqlite'
import type { InputItem, MessageItem, SavedConversation, SavedItem } from '@via-codex/core'
import { loadAttachment } from './conversation.ts'
import { attachItems } from './detach-items.ts'
import { listResponses } from './list-responses.ts'
import type { LoggedResponse } from './logged-response.ts'
import { loadDetails } from './response-details.ts'

/** All that was said in a conversation, ready to go on. */
export interface History {
  /** As it was last asked. */
  readonly model: string
  /** With its fragments. */
  readonly system: string | undefined
  readonly saved: SavedConversation
}

export function loadHistory(database: DatabaseSync, conversationId: string): History | undefined {
  const responses = listResponses(database, { conversationId }, 0)
  const last = responses.at(-1)
  if (!last) return undefined
  const items = withWholeCalls(responses.flatMap((response) => toItems(response)))
  return {
    model: last.model,
    system: systemOf(database, last),
    saved: {
      version: 1,
      id: conversationId,
      items: attachItems(items, (id) => loadAttachment(database, id)),
    },
  }
}

function systemOf(database: DatabaseSync, { id, system }: LoggedResponse): string | undefined {
  const fragments = loadDetails(database, id).fragments.filter(({ place }) => place === 'system')
  const parts = [...fragments.map(({ content }) => content), ...(system ? [system] : [])]
  return parts.length > 0 ? parts.join('\n\n') : undefined
}

function toItems({
  status,
  requestItems,
  outputItems,
  text,
  account,
}: LoggedResponse): SavedItem[] {
  const asked = requestItems.map((item) => ({ item }))
  if (status === 'done') {
    return [
      ...asked,
      ...outputItems.map((item) => ({ item, ...(account && { accountId: account }) })),
    ]
  }
  // Of an answer that broke off: what it said, and what it asked for.
  const calls = outputItems.filter(({ type }) => type === 'function_call').map((item) => ({ item }))
  if (text === '' && calls.length === 0) return []
  return [...asked, ...(text === '' ? [] : [{ item: saidBefore(text) }]), ...calls]
}

function saidBefore(text: string): MessageItem {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }
}

/**
 * Each call with what came of it, and without what came of calls that are not there: the server refuses both. What
 * the model thought stays next to the call it led to.
 */
function withWholeCalls(items: readonly SavedItem[]): SavedItem[] {
  const idsOf = (type: string) =>
    new Set(items.filter(({ item }) => item.type === type).map(({ item }) => callIdOf(item)))
  const calls = idsOf('function_call')
  const outputs = idsOf('function_call_output')
  return items.flatMap((saved) => {
    const { item } = saved
    const callId = callIdOf(item)
    if (item.type === 'function_call' && !outputs.has(callId)) {
      return [saved, { item: { type: 'function_call_output', call_id: callId, output: neverCame } }]
    }
    return item.type === 'function_call_output' && !calls.has(callId) ? [] : [saved]
  })
}

const neverCame = 'Error: this call was ended before it gave an output.'

function callIdOf(item: InputItem): string {
  return String((item as { call_id?: unknown }).call_id)
}
