import type { MessageItem, ResponseItem } from './response-item.ts'

/** `ultra` stands in the catalogue only: it goes out as `xhigh` to the Codex backend, as its CLI sends it. */
export type ReasoningEffort =
  | 'none'
  | 'minimal'
  | 'low'
  | 'medium'
  | 'high'
  | 'xhigh'
  | 'max'
  | 'ultra'
  | (string & {})

/** A tool of your own, its parameters as a JSON schema. */
export interface FunctionTool {
  type: 'function'
  name: string
  description?: string | undefined
  parameters?: Record<string, unknown> | null | undefined
  strict?: boolean | null | undefined
}

/** The backend looks on the web. @see docs/protocol.md §9.5 */
export interface WebSearchTool {
  type: 'web_search'
  /** Whether pages are fetched now, in place of what the backend has of them. @default false */
  external_web_access?: boolean | undefined
  search_context_size?: 'low' | 'medium' | 'high' | (string & {}) | undefined
  search_content_types?: ('text' | 'image' | (string & {}))[] | undefined
  filters?: { allowed_domains?: string[] | null | undefined } | null | undefined
  user_location?:
    | {
        type: 'approximate'
        city?: string | null | undefined
        region?: string | null | undefined
        /** Two letters, such as `PT`. */
        country?: string | null | undefined
        /** Such as `Europe/Lisbon`. */
        timezone?: string | null | undefined
      }
    | null
    | undefined
  [key: string]: unknown
}

/** The model draws while it answers. @see docs/protocol.md §9.4 */
export interface ImageGenerationTool {
  type: 'image_generation'
  model?: string | undefined
  size?: 'auto' | '1024x1024' | '1536x1024' | '1024x1536' | (string & {}) | undefined
  quality?: 'auto' | 'low' | 'medium' | 'high' | (string & {}) | undefined
  background?: 'auto' | 'opaque' | 'transparent' | (string & {}) | undefined
  output_format?: 'png' | 'jpeg' | 'webp' | (string & {}) | undefined
  /** How many unfinished pictures to send on the way. */
  partial_images?: number | undefined
  [key: string]: unknown
}

/** A tool the backend runs, such as `web_search`, or a kind this library has no type for. */
export interface HostedTool {
  type: string & {}
  [key: string]: unknown
}

export type ToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | { type: string; name?: string | undefined; [key: string]: unknown }

/** An item of a kind this library has no type for, as you may send it. */
export interface OtherInputItem {
  type: string & {}
  [key: string]: unknown
}

/** A message without its `type`. */
export interface PlainMessage extends Omit<MessageItem, 'type'> {
  type?: undefined
}

/** What a conversation is made of. */
export type InputItem = ResponseItem | PlainMessage | OtherInputItem

/**
 * What may be asked of the backend, in the words of OpenAI's Responses API. Other fields of it pass, or are
 * left out and reported in `warnings`, by the backend. The answer is always streamed on the wire, and never
 * stored by the Codex backend.
 *
 * @see docs/protocol.md §6.4, §6.6
 */
export interface ResponsesRequest {
  /** A model id, such as `gpt-5.5`. Unknown ids pass. */
  model: string
  /**
   * The system prompt. Without one the Codex backend gets the text of the leading system and developer
   * messages, else a short neutral one.
   */
  instructions?: string | null | undefined
  /** A text is sent as one user message. */
  input: string | InputItem[]
  reasoning?:
    | {
        effort?: ReasoningEffort | null | undefined
        /** Without it no summary of the thinking is sent. */
        summary?: 'auto' | 'concise' | 'detailed' | (string & {}) | null | undefined
        [key: string]: unknown
      }
    | null
    | undefined
  text?:
    | {
        verbosity?: 'low' | 'medium' | 'high' | (string & {}) | null | undefined
        format?: { type: string; [key: string]: unknown } | undefined
      }
    | undefined
  tools?: (FunctionTool | WebSearchTool | ImageGenerationTool | HostedTool)[] | undefined
  tool_choice?: ToolChoice | undefined
  parallel_tool_calls?: boolean | undefined
  /** `reasoning.encrypted_content` is added, for an API key only where `reasoning` is given. */
  include?: string[] | undefined
  prompt_cache_key?: string | undefined
  /** `fast` goes out as `priority` to the Codex backend, as its CLI sends it. */
  service_tier?: 'priority' | 'flex' | 'fast' | (string & {}) | undefined
  client_metadata?: Record<string, string> | undefined
  store?: false | undefined
  stream?: true | undefined
}
