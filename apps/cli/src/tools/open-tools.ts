import type { Tool } from '@via-codex/core'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { builtInTools } from './built-in-tools.ts'
import { openNamedTools } from './open-named-tools.ts'
import type { ToolSource } from './tool-source.ts'

export interface ToolSettings {
  /** `-T` */
  readonly tool: readonly string[]
  readonly functions: readonly string[]
  readonly mcp: readonly string[]
  /** Milliseconds. */
  readonly limitMs: number
}

export interface OpenTools extends AsyncDisposable {
  readonly sources: readonly ToolSource[]
  /** Of all sources, no two of one name. */
  readonly tools: readonly Tool[]
}

export const builtInSource = 'built in'

/**
 * Opens all that tools are asked of. Close it in any case: files and servers go on running.
 *
 * @throws UsageError for tools that there are not, or two of one name
 * @throws CommandError for files and servers that are of no use
 */
export async function openTools(
  { tool: names, functions, mcp, limitMs }: ToolSettings,
  context: Context,
): Promise<OpenTools> {
  const sources: ToolSource[] = []
  const close = async () => {
    await Promise.all(sources.map((source) => source.close()))
  }
  const tools = () => sources.flatMap((source) => source.tools)
  try {
    if (names.length > 0) {
      const builtIn = builtInTools().filter(({ name }) => names.includes(name))
      sources.push({ name: builtInSource, tools: builtIn, close: async () => {} })
      const others = names.filter((name) => !builtIn.some((tool) => tool.name === name))
      await openNamedTools([...new Set(others)], limitMs, context, (source) => sources.push(source))
    }
    if (functions.length > 0) {
      const { openToolFile } = await import('./files/open-tool-file.ts')
      for (const file of new Set(functions)) {
        sources.push(await openToolFile(file, limitMs, context))
      }
    }
    assertUnique(sources)
    if (mcp.length > 0) {
      const { openMcpServer } = await import('./mcp/open-mcp-server.ts')
      for (const server of new Set(mcp)) {
        const taken = tools().map(({ name }) => name)
        sources.push(await openMcpServer(server, { limitMs, taken }, context))
      }
    }
  } catch (error) {
    await close()
    throw error
  }
  return { sources, tools: tools(), [Symbol.asyncDispose]: close }
}

function assertUnique(sources: readonly ToolSource[]): void {
  const owners = new Map<string, string>()
  for (const { name: source, tools } of sources) {
    for (const { name } of tools) {
      const owner = owners.get(name)
      if (owner !== undefined) {
        throw new UsageError(
          `There are two tools ${name}: ${owner}, and ${source}.`,
          'Leave one of them out, or give it another name.',
        )
      }
      owners.set(name, source)
    }
  }
}
