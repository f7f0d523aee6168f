import type { Tool } from '@via-codex/core'

/** Where tools come from: this program, a file, a server. */
export interface ToolSource {
  /** As a person named it. */
  readonly name: string
  readonly tools: readonly Tool[]
  /** Ends what runs for them. Never rejects. */
  close(): Promise<void>
}
