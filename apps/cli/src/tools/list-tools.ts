import type { Context } from '../context.ts'
import { fitToWidth } from '../fit-to-width.ts'
import { formatTable } from '../format-table.ts'
import { oneLine } from '../one-line.ts'
import { parseToolTimeout } from '../prompt/tool-options.ts'
import { builtInTools } from './built-in-tools.ts'
import { builtInSource, openTools } from './open-tools.ts'
import { toolFiles } from './tool-folder.ts'

export interface ListSettings {
  readonly functions: readonly string[]
  readonly mcp: readonly string[]
  readonly 'tool-timeout'?: string | undefined
  readonly json: boolean
}

const widestSource = 30

/** Prints the tools there are, with where each is from. A file of the folder that cannot be loaded is a warning. */
export async function listTools(settings: ListSettings, context: Context): Promise<void> {
  const { output, status, talk, env } = context
  const limitMs = parseToolTimeout(settings['tool-timeout'])
  status.start()
  await using asked = await openTools({ ...settings, tool: [], limitMs }, context)
  const rows = builtInTools().map((tool) => ({ tool, source: builtInSource }))
  for (const { name: file, path } of toolFiles(env)) {
    const { openToolFile } = await import('./files/open-tool-file.ts')
    try {
      const source = await openToolFile(path, limitMs, context)
      rows.push(...source.tools.map((tool) => ({ tool, source: file })))
      await source.close()
    } catch (error) {
      context.signal.throwIfAborted()
      talk.warn((error as Error).message)
    }
  }
  for (const { name, tools } of asked.sources) {
    rows.push(...tools.map((tool) => ({ tool, source: name })))
  }
  status.stop()
  if (settings.json) {
    return output.printJson(
      rows.map(({ tool: { name, description, parameters }, source }) => ({
        name,
        source,
        description,
        parameters,
      })),
    )
  }
  const cells = rows.map(({ tool, source }) => [
    tool.name,
    fitToWidth(oneLine(source), widestSource),
    oneLine(tool.description ?? ''),
  ])
  const lines = formatTable(cells).split('\n')
  const width = output.isTerminal ? output.columns : Infinity
  output.print(lines.map((line) => fitToWidth(line, width)).join('\n'))
}
