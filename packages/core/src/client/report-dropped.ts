import type { Logger } from '../foundation/logger.ts'
import type { DroppedField } from '../protocol/dropped-field.ts'

/** Tells what a request goes without, when it goes without something. */
export function reportDropped(dropped: readonly DroppedField[], logger: Logger): void {
  if (dropped.length === 0) return
  logger.warn?.('The request was sent without what the backend refuses.', { dropped })
}
