import type { LoggedResponse } from '../log/logged-response.ts'

export interface DataOptions {
  /** The part of each answer to take; the entries of a list one by one. */
  readonly key?: string | undefined
  /** Whether each object tells whose it is. */
  readonly withIds?: boolean | undefined
}

/** What answers with a schema hold. One that broke off may hold no JSON, and gives nothing. */
export function schemaData(
  responses: readonly Pick<LoggedResponse, 'id' | 'conversationId' | 'text'>[],
  { key, withIds }: DataOptions = {},
): unknown[] {
  return responses.flatMap(({ id, conversationId, text }) => {
    const value = parse(text)
    if (value === undefined) return []
    const found = key === undefined ? value : isObject(value) ? value[key] : undefined
    const entries = key !== undefined && Array.isArray(found) ? (found as unknown[]) : [found]
    return entries
      .filter((entry) => entry !== undefined)
      .map((entry) =>
        withIds && isObject(entry)
          ? { ...entry, response_id: id, conversation_id: conversationId }
          : entry,
      )
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
