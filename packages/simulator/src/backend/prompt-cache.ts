const SMALLEST_CACHED_TOKENS = 1024
const BLOCK_TOKENS = 128
const SESSIONS_KEPT = 256

/** About how many tokens a text is. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4)
}

/**
 * Remembers each session's last prompt: what a new prompt shares with it, from its start on, counts as cached. Without
 * a session nothing is. @see docs/protocol.md §6.13
 */
export class PromptCache {
  readonly #prompts = new Map<string, string>()

  /** The cached tokens of this prompt; remembers it for the next. */
  cachedTokens(sessionId: string | undefined, prompt: string): number {
    if (!sessionId) return 0
    const before = this.#prompts.get(sessionId) ?? ''
    this.#prompts.delete(sessionId)
    this.#prompts.set(sessionId, prompt)
    if (this.#prompts.size > SESSIONS_KEPT) {
      const [oldest] = this.#prompts.keys()
      if (oldest !== undefined) this.#prompts.delete(oldest)
    }
    const tokens = Math.floor(sharedLength(before, prompt) / 4 / BLOCK_TOKENS) * BLOCK_TOKENS
    return tokens < SMALLEST_CACHED_TOKENS ? 0 : tokens
  }
}

function sharedLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length)
  let at = 0
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}
