import { customTool, tools } from '@langchain/openai'

const { imageGeneration, toolSearch, webSearch } = tools

type CodexTools = Readonly<Pick<typeof tools, 'imageGeneration' | 'toolSearch' | 'webSearch'>> & {
  readonly customTool: typeof customTool
}

/**
 * The tools of `@langchain/openai` that work here. The others need what a Codex login does not have: stored
 * files, containers, connectors.
 *
 * @see docs/protocol.md §6.4
 */
export const codexTools: CodexTools = { customTool, imageGeneration, toolSearch, webSearch }
