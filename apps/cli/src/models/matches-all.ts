import type { ModelInfo } from '@via-codex/core'

/** Whether the id and the name of a model hold all of these words, however they are spelt. */
export function matchesAll(
  { id, displayName = '' }: Pick<ModelInfo, 'id' | 'displayName'>,
  words: readonly string[],
): boolean {
  const text = `${id} ${displayName}`.toLowerCase()
  return words.every((word) => text.includes(word.toLowerCase()))
}
