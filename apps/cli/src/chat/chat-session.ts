import type {
  ApproveToolCall,
  CodexClient,
  CodexResponse,
  Conversation,
  Tool,
} from '@via-codex/core'
import type { Attachment } from '../attachments/attachment.ts'
import type { Context } from '../context.ts'
import type { LoadedFragment } from '../fragments/load-fragment.ts'
import { hostedTools } from '../prompt/hosted-tools.ts'
import type { OptionPair } from '../prompt/model-options.ts'
import type { PromptArguments } from '../prompt/parse-prompt-arguments.ts'
import type { PreparedPrompt } from '../prompt/prepare-prompt.ts'
import { fillTemplate } from '../prompt/template-of.ts'
import type { Template } from '../templates/template.ts'
import type { ChatInput } from './chat-input.ts'

/** What a chat is between two messages; commands change it. */
export interface ChatSession {
  readonly client: CodexClient
  readonly conversation: Conversation
  readonly input: ChatInput
  readonly context: Context
  readonly parsed: PromptArguments
  readonly template: Template
  readonly tools: readonly Tool[]
  readonly approve: ApproveToolCall | undefined
  model: string
  /** The system prompt of the conversation that goes on, where nothing names another. */
  readonly earlierSystem: string | undefined
  readonly systemFragments: readonly LoadedFragment[]
  /** `!effort`, after all other options. */
  effort: OptionPair | undefined
  /** What goes with the next message. */
  fragments: LoadedFragment[]
  attachments: Attachment[]
  /** The last answer, when it was whole. */
  lastResponse: CodexResponse | undefined
}

/** The next message, with all that goes with it. @throws UsageError for parameters that nobody gave */
export function prepareMessage(session: ChatSession, input: string): PreparedPrompt {
  const { parsed, template, earlierSystem, systemFragments, fragments, attachments } = session
  const { text, system } = fillTemplate(template, input, parsed)
  return {
    text,
    system: system ?? earlierSystem,
    fragments,
    systemFragments,
    attachments,
    schema: template.schema_object,
    tools: hostedTools(parsed.settings),
    options: [
      ...Object.entries(template.options ?? {}),
      ...parsed.options,
      ...(session.effort ? [session.effort] : []),
    ],
  }
}
