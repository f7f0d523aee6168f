import type { DatabaseSync } from 'node:sqlite'
import type { FunctionCallItem, FunctionCallOutputItem } from '@via-codex/core'
import { contentId } from './content-id.ts'
import type { Turn } from './turn.ts'

/** Keeps which tools were offered, each definition once. */
export function saveTools(
  database: DatabaseSync,
  responseId: number,
  tools: NonNullable<Turn['tools']>,
): void {
  for (const tool of tools) {
    const definition = JSON.stringify(tool)
    const id = contentId(definition)
    database
      .prepare('INSERT INTO tools (id, name, definition) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .run(id, nameOf(tool), definition)
    database
      .prepare(
        'INSERT INTO response_tools (response_id, tool_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
      )
      .run(responseId, id)
  }
}

/** Keeps the calls an answer asks for. What they give comes with the next turn. */
export function saveToolCalls(
  database: DatabaseSync,
  responseId: number,
  items: readonly { type: string }[],
): void {
  for (const item of items) {
    if (item.type !== 'function_call') continue
    const { call_id: callId, name, arguments: given } = item as FunctionCallItem
    database
      .prepare(
        'INSERT OR REPLACE INTO tool_calls (response_id, call_id, name, arguments) VALUES (?, ?, ?, ?)',
      )
      .run(responseId, callId, name, given)
  }
}

/** Keeps what the tools gave beside the calls, which an earlier answer of the conversation made. */
export function saveToolOutputs(
  database: DatabaseSync,
  conversationId: string,
  items: readonly object[],
): void {
  for (const item of items) {
    if (!('type' in item) || item.type !== 'function_call_output') continue
    const { call_id: callId, output } = item as FunctionCallOutputItem
    database
      .prepare(
        `UPDATE tool_calls SET output = ? WHERE call_id = ? AND response_id IN
          (SELECT id FROM responses WHERE conversation_id = ?)`,
      )
      .run(typeof output === 'string' ? output : JSON.stringify(output), callId, conversationId)
  }
}

function nameOf(tool: NonNullable<Turn['tools']>[number]): string {
  return 'name' in tool && typeof tool.name === 'string' ? tool.name : tool.type
}
