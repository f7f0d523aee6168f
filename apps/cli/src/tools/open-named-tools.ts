import { CommandError, UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { builtInTools } from './built-in-tools.ts'
import { toolFiles } from './tool-folder.ts'
import type { ToolSource } from './tool-source.ts'

/**
 * Finds tools by their names in the person's folder: the name of a file stands for all its tools.
 *
 * @param add takes each source as it opens
 * @throws UsageError for a name that is nobody's
 * @throws CommandError for a file that is wrong, if it could have been meant
 */
export async function openNamedTools(
  names: readonly string[],
  limitMs: number,
  context: Context,
  add: (source: ToolSource) => void,
): Promise<void> {
  if (names.length === 0) return
  const files = toolFiles(context.env)
  const open = async (path: string) => {
    const { openToolFile } = await import('./files/open-tool-file.ts')
    return openToolFile(path, limitMs, context)
  }
  const whole = files.filter(({ name }) => names.includes(name))
  for (const { path } of whole) add(await open(path))
  const wanted = new Set(names.filter((name) => !whole.some((file) => file.name === name)))
  const known: string[] = builtInTools().map(({ name }) => name)
  let failure: CommandError | undefined
  for (const { name, path } of files) {
    if (wanted.size === 0) return
    if (names.includes(name)) continue
    try {
      const source = await open(path)
      const tools = source.tools.filter((tool) => wanted.has(tool.name))
      known.push(...source.tools.map((tool) => tool.name))
      if (tools.length === 0) await source.close()
      else add({ ...source, tools })
      for (const tool of tools) wanted.delete(tool.name)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      // The tool may be in another file.
      failure ??= error
    }
  }
  const [missing] = wanted
  if (missing === undefined) return
  throw failure ?? noSuchTool(missing, [...known, ...files.map(({ name }) => name)])
}

function noSuchTool(name: string, known: readonly string[]): UsageError {
  return new UsageError(
    `There is no tool ${name}.`,
    `There are: ${[...new Set(known)].join(', ')}. See \`via-codex tools\`; a file of your own goes with --functions.`,
  )
}
