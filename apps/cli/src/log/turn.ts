import type { FunctionTool, HostedTool, InputItem } from '@via-codex/core'

/** What is asked, as the log keeps it. */
export interface Turn {
  /** The conversation it belongs to: a new one, or one in the log. */
  readonly conversationId: string
  readonly model: string
  /** What the person wrote, without fragments. */
  readonly prompt: string
  readonly system?: string | undefined
  /** What `-o` asked for. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** What it adds to the conversation; what came before is in the log already. */
  readonly items: readonly InputItem[]
  /** Files sent with the prompt, in their order. Their bytes stand in `items`. */
  readonly attachments?: readonly TurnAttachment[] | undefined
  readonly fragments?: readonly TurnFragment[] | undefined
  /** The JSON schema of the answer. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined
  readonly tools?: readonly (FunctionTool | HostedTool)[] | undefined
}

export interface TurnAttachment {
  /** Its media type. */
  readonly type: string
  /** Absent for one that is sent as an address. */
  readonly content?: Uint8Array | undefined
  readonly url?: string | undefined
  /** The file or address it was named by. */
  readonly source?: string | undefined
}

export interface TurnFragment {
  readonly content: string
  readonly place: 'prompt' | 'system'
  /** The file, address or alias it was named by. */
  readonly source?: string | undefined
}
