import type { DatabaseSync } from 'node:sqlite'
import type { InputItem, MessageItem, ResponseItem } from '@via-codex/core'
import { loadAttachment } from './conversation.ts'
import { attachItems } from './detach-items.ts'
import { listResponses } from './list-responses.ts'
import type { LoggedResponse } from './logged-response.ts'

/** A conversation, ready to go on. */
export interface History {
  readonly conversationId: string
  /** As it was last asked. */
  readonly model: string
  readonly system: string | undefined
  readonly items: readonly InputItem[]
  /** How many answers lost their reasoning, because it is encrypted for another login. */
  readonly foreignCount: number
}

/**
 * All that was said in a conversation, as it is sent again.
 *
 * @param account whose login will send it: encrypted reasoning of others is left out
 */
export function loadHistory(
  database: DatabaseSync,
  conversationId: string,
  account: string,
): History | undefined {
  const responses = listResponses(database, { conversationId }, 0)
  const last = responses.at(-1)
  if (!last) return undefined
  const items = responses.flatMap((response) => toItems(response, account))
  return {
    conversationId,
    model: last.model,
    system: last.system,
    items: withWholeCalls(attachItems(items, (id) => loadAttachment(database, id))),
    foreignCount: responses.filter((response) => isForeign(response, account)).length,
  }
}

function toItems(response: LoggedResponse, account: string | undefined): InputItem[] {
  const { status, requestItems, outputItems, text } = response
  if (status === 'done') {
    const output = isForeign(response, account) ? withoutReasoning(outputItems) : outputItems
    return [...requestItems, ...output]
  }
  // Of an answer that broke off: what it said, and what it asked for.
  const calls = outputItems.filter(({ type }) => type === 'function_call')
  if (text === '' && calls.length === 0) return []
  return [...requestItems, ...(text === '' ? [] : [saidBefore(text)]), ...calls]
}

function saidBefore(text: string): MessageItem {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }
}

function isForeign({ status, account, outputItems }: LoggedResponse, own: string | undefined) {
  return (
    status === 'done' &&
    outputItems.some(({ type }) => type === 'reasoning') &&
    (account === undefined || account !== own)
  )
}

function withoutReasoning(items: readonly ResponseItem[]): ResponseItem[] {
  return items.filter(({ type }) => type !== 'reasoning')
}

/** Without calls that nothing came of, and without what came of calls that are not there: both are refused. */
function withWholeCalls(items: readonly InputItem[]): InputItem[] {
  const idsOf = (type: string) =>
    new Set(items.filter((item) => item.type === type).map((item) => callIdOf(item)))
  const calls = idsOf('function_call')
  const outputs = idsOf('function_call_output')
  return items.filter((item) => {
    if (item.type === 'function_call') return outputs.has(callIdOf(item))
    return item.type !== 'function_call_output' || calls.has(callIdOf(item))
  })
}

function callIdOf(item: InputItem): unknown {
  return (item as { call_id?: unknown }).call_id
}
