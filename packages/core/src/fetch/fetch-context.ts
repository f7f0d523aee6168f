import type { EmitClientEvent } from '../client/client-events.ts'
import type { Connection } from '../client/connection.ts'
import type { Models } from '../client/models.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'

/** What each answer of the fetch is made with. */
export interface FetchContext {
  readonly connection: Connection
  /** Of this fetch, or as the caller named it. */
  readonly conversationId: string | undefined
  /** Names the models there are, when one is asked that there is not. */
  readonly models: Models
  readonly now: () => Date
  readonly emit: EmitClientEvent
  readonly reportDropped: (dropped: readonly DroppedField[]) => void
}
