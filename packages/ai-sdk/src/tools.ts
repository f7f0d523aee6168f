import { openai } from '@ai-sdk/openai'

const { customTool, imageGeneration, toolSearch, webSearch } = openai.tools

/**
 * The provider tools of `@ai-sdk/openai` that work here. The others need what a Codex login does not
 * have: stored files, containers, connectors.
 *
 * @see docs/protocol.md §6.4
 */
export const codexTools = { customTool, imageGeneration, toolSearch, webSearch } as const
