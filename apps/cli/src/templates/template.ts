import type { TextMap } from '../settings/text-map.ts'

/** A prompt kept to be used again, in the words of its file. */
export interface Template {
  /** With `$input` where what is asked goes, and `$name` for parameters. */
  readonly prompt?: string
  readonly system?: string
  readonly model?: string
  /** Parameters that need not be given. */
  readonly defaults?: TextMap
  /** As `-o` takes them. */
  readonly options?: TextMap
  /** Print only the first fenced block. */
  readonly extract?: boolean
  /** Print only the last one. */
  readonly extract_last?: boolean
  /** The JSON schema of the answer. */
  readonly schema_object?: Readonly<Record<string, unknown>>
  readonly fragments?: readonly string[]
  readonly system_fragments?: readonly string[]
  readonly attachments?: readonly string[]
  /** As `-T` takes them. */
  readonly tools?: readonly string[]
  /** Files of tools. */
  readonly functions?: readonly string[]
  /** MCP servers. */
  readonly mcp?: readonly string[]
}
