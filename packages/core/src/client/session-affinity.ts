import { createHash } from 'node:crypto'
import { newUuid } from '../foundation/new-uuid.ts'
import type { Backend } from '../protocol/backends.ts'

/** What ties a request to those before it, so that the backend finds the prompt it has in its cache. */
export interface SessionAffinity {
  /** The same for every request of one conversation. */
  readonly conversationId: string
  /** Whether others may follow: it was named, by the caller or by the body's key. */
  readonly isNamed: boolean
  readonly headers: Readonly<Record<string, string>>
  /** Belongs into the body, unless it has one of its own; absent where it would do harm. */
  readonly promptCacheKey?: string | undefined
}

export interface AffinityOptions {
  /** As the caller gave it; see {@link assertConversationId}. */
  readonly conversationId?: string | undefined
  /** The body's own `prompt_cache_key`. */
  readonly promptCacheKey?: unknown
}

/** What a header may hold. */
const plainId = /^[\x21-\x7e]{1,128}$/

/** @throws TypeError for an id that cannot be sent in a header */
export function assertConversationId(id: unknown): asserts id is string | undefined {
  if (id === undefined || (typeof id === 'string' && plainId.test(id))) return
  throw new TypeError(
    'conversationId must be 1 to 128 visible ASCII characters without spaces, such as a UUID.',
  )
}

/**
 * Names the conversation a request belongs to: as the caller does, else by the body's own
 * `prompt_cache_key`, else as a new one of its own. The Codex backend decides by the headers; the public
 * API knows the body's key alone, and one made up for each request would keep it from its cache.
 *
 * @see docs/protocol.md §6.2, §6.13
 */
export function sessionAffinity(
  backend: Backend['id'],
  options: AffinityOptions,
  newId: () => string = newUuid,
): SessionAffinity {
  const ownKey = typeof options.promptCacheKey === 'string' ? options.promptCacheKey : ''
  const given = options.conversationId ?? (ownKey ? toPlainId(ownKey) : undefined)
  const conversationId = given ?? newId()
  const isNamed = given !== undefined
  if (backend !== 'codex') {
    return {
      conversationId,
      isNamed,
      headers: {},
      promptCacheKey: ownKey || options.conversationId,
    }
  }
  return {
    conversationId,
    isNamed,
    headers: { 'session-id': conversationId, 'thread-id': conversationId },
    promptCacheKey: ownKey || conversationId,
  }
}

function toPlainId(key: string): string {
  return plainId.test(key) ? key : createHash('sha256').update(key).digest('hex').slice(0, 32)
}
