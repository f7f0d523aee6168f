/** What the main thread asks of the one in which the tools of a file are. */
export interface ToolRequest {
  readonly id: number
  /** Look at the arguments, or do the work; `stop`: nobody waits for that call any more. */
  readonly type: 'check' | 'run' | 'stop'
  readonly name: string
  readonly args: unknown
  readonly callId: string
}

/** What it says: first whether the file is one of tools, then a reply to each request. */
export type ToolMessage =
  | { readonly type: 'loaded'; readonly tools: readonly ToolWords[] }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }

/** A tool without what it does. */
export interface ToolWords {
  readonly name: string
  readonly description?: string
  readonly parameters: Record<string, unknown>
  readonly strict: boolean
}
