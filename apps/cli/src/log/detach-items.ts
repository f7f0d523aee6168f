import { contentId } from './content-id.ts'

/** Bytes that were taken out of items, by their id. */
export type DetachedContents = Map<string, { readonly type: string; readonly content: Buffer }>

/** What stands in an item for the bytes taken out of it. */
interface Reference {
  readonly $attachment: string
  /** What stood before the base64: that of a data URL, or nothing. */
  readonly before: string
}

const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.=+-]+)*;base64,/

/**
 * Items as they are kept: what they hold as data URLs, and the pictures that were made, is taken out and stands
 * in them by its id, so that it is kept once however often it is sent.
 */
export function detachItems<Item>(items: readonly Item[], contents: DetachedContents): Item[] {
  const take = (type: string, before: string, base64: string): Reference | undefined => {
    const content = Buffer.from(base64, 'base64')
    // What is not written as everybody writes it could not be put back the same.
    if (content.toString('base64') !== base64) return undefined
    const id = contentId(content)
    contents.set(id, { type, content })
    return { $attachment: id, before }
  }
  return mapStrings(items, (text, key, owner) => {
    if (key === 'result' && owner['type'] === 'image_generation_call') {
      return take(`image/${formatOf(owner)}`, '', text) ?? text
    }
    const match = text.startsWith('data:') ? dataUrl.exec(text) : undefined
    if (!match) return text
    const [before, type = ''] = match
    return take(type, before, text.slice(before.length)) ?? text
  }) as Item[]
}

/** The items as they were. @param load gives an attachment's bytes; without them the reference stays out */
export function attachItems<Item>(
  items: readonly Item[],
  load: (id: string) => Uint8Array | undefined,
): Item[] {
  const restore = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(restore)
    if (typeof value !== 'object' || value === null) return value
    const { $attachment: id, before } = value as Partial<Reference>
    if (typeof id === 'string') {
      return `${before ?? ''}${Buffer.from(load(id) ?? []).toString('base64')}`
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restore(inner)]))
  }
  return restore(items) as Item[]
}

function formatOf(owner: Record<string, unknown>): string {
  return typeof owner['output_format'] === 'string' ? owner['output_format'] : 'png'
}

type MapString = (text: string, key: string, owner: Record<string, unknown>) => unknown

function mapStrings(value: unknown, map: MapString): unknown {
  if (Array.isArray(value)) return value.map((inner) => mapStrings(inner, map))
  if (typeof value !== 'object' || value === null) return value
  const owner = value as Record<string, unknown>
  const entries = Object.entries(owner).map(([key, inner]) => [
    key,
    typeof inner === 'string' ? map(inner, key, owner) : mapStrings(inner, map),
  ])
  return Object.fromEntries(entries)
}
