import type { CodexModelId } from '@via-codex/core'

/** An image model, or a language model that calls the hosted tool for it. */
export type CodexImageModelId = 'gpt-image-2' | CodexModelId
