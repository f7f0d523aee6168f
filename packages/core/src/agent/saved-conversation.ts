import * as z from 'zod/mini'
import type { InputItem } from '../protocol/responses-request.ts'

/** One item, and the account that its encrypted part is for. */
export interface SavedItem {
  readonly item: InputItem
  readonly accountId?: string
}

/** A conversation as it is saved. */
export interface SavedConversation {
  readonly version: 1
  readonly id: string
  readonly items: readonly SavedItem[]
}

const shape = z.lazy(() =>
  z.looseObject({
    version: z.literal(1),
    id: z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/)),
    items: z.array(z.looseObject({ item: z.looseObject({}), accountId: z.optional(z.string()) })),
  }),
)

/** @throws TypeError naming the first member that is not what it should be */
export function parseSavedConversation(saved: unknown): { id: string; items: SavedItem[] } {
  const { success, data, error } = shape.safeParse(saved)
  if (success) return { id: data.id, items: [...data.items] as unknown as SavedItem[] }
  const place = error.issues[0]?.path.join('.') || 'it'
  throw new TypeError(
    `This is no conversation that can be taken up: ${place} is not what it should be.`,
  )
}
