import type { Connection } from '../client/connection.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'

/** What each answer of the fetch is made with. */
export interface FetchContext {
  readonly connection: Connection
  /** Of this fetch, or as the caller named it. */
  readonly conversationId: string | undefined
  readonly now: () => Date
  readonly reportDropped: (dropped: readonly DroppedField[]) => void
}
