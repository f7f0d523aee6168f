/** Text a person or a program wrote. */
export interface InputTextPart {
  type: 'input_text'
  text: string
}

/** A picture: a data URL, or an address the backend may fetch. */
export interface InputImagePart {
  type: 'input_image'
  image_url: string
  detail?: 'auto' | 'low' | 'high' | 'original' | undefined
}

/** A file, as a data URL with its name. */
export interface InputFilePart {
  type: 'input_file'
  filename?: string | undefined
  file_data?: string | undefined
  file_url?: string | undefined
}

export interface OutputTextPart {
  type: 'output_text'
  text: string
  annotations?: unknown[] | undefined
  logprobs?: unknown[] | undefined
}

export interface RefusalPart {
  type: 'refusal'
  refusal: string
}

export type ContentPart =
  | InputTextPart
  | InputImagePart
  | InputFilePart
  | OutputTextPart
  | RefusalPart

export interface MessageItem {
  type: 'message'
  id?: string | undefined
  role: 'user' | 'assistant' | 'developer' | 'system'
  content: string | ContentPart[]
  status?: string | undefined
  phase?: string | null | undefined
}

/** The model's thinking. With `store: false` it goes on only through `encrypted_content`. */
export interface ReasoningItem {
  type: 'reasoning'
  id?: string | undefined
  summary: { type: 'summary_text'; text: string }[]
  encrypted_content?: string | null | undefined
}

/** The model asks for a tool; `arguments` is JSON text. */
export interface FunctionCallItem {
  type: 'function_call'
  id?: string | undefined
  call_id: string
  name: string
  arguments: string
  status?: string | undefined
}

/** What the tool gave. Each call needs one, and each needs its call. */
export interface FunctionCallOutputItem {
  type: 'function_call_output'
  id?: string | undefined
  call_id: string
  output: string | ContentPart[]
}

/** The model calls a tool that takes free text. */
export interface CustomToolCallItem {
  type: 'custom_tool_call'
  id?: string | undefined
  call_id: string
  name: string
  input: string
  status?: string | undefined
}

/** What such a tool gave. */
export interface CustomToolCallOutputItem {
  type: 'custom_tool_call_output'
  id?: string | undefined
  call_id: string
  output: string | ContentPart[]
}

/** The backend looked on the web. */
export interface WebSearchCallItem {
  type: 'web_search_call'
  id?: string | undefined
  status?: string | undefined
  action?:
    | {
        type: 'search' | 'open_page' | 'find_in_page' | (string & {})
        query?: string | null | undefined
        queries?: string[] | null | undefined
        url?: string | null | undefined
        pattern?: string | null | undefined
        [key: string]: unknown
      }
    | null
    | undefined
}

/** The model drew; `toGeneratedImage` gives the picture. */
export interface ImageGenerationCallItem {
  type: 'image_generation_call'
  id?: string | undefined
  status?: string | undefined
  /** Base64. */
  result?: string | null | undefined
  revised_prompt?: string | null | undefined
}

/**
 * A kind of item this library has no type for. It passes through unchanged, under its own name:
 * `'(other)'` only stands for all those names, so that `item.type` can narrow to the known ones.
 */
export interface UnknownItem {
  type: '(other)'
  [key: string]: unknown
}

/** One entry of a conversation, as it goes in and as it comes out. @see docs/protocol.md §6.4 */
export type ResponseItem =
  | MessageItem
  | ReasoningItem
  | FunctionCallItem
  | FunctionCallOutputItem
  | CustomToolCallItem
  | CustomToolCallOutputItem
  | WebSearchCallItem
  | ImageGenerationCallItem
  | UnknownItem
