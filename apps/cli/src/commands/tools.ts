import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { helpOption, jsonOption } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'
import { toolOptions } from '../prompt/tool-options.ts'

const { functions, mcp, 'tool-timeout': timeout } = toolOptions
const options = {
  functions: { ...functions, words: 'the tools that a file exports; repeatable' },
  mcp: { ...mcp, words: 'those of an MCP server, by its command or its address; repeatable' },
  'tool-timeout': { ...timeout, words: 'how long the loading may take (default 120)' },
  ...jsonOption,
  ...helpOption,
} as const

export const manual: Manual = {
  usage: ['tools [verb] [options]'],
  about: `What the model can call: two tools of this program, those of the files in your folder of tools, and with options those of other files and of MCP servers. Give them to a prompt or a chat with -T NAME, --functions FILE and --mcp SERVER.

A file of tools is JavaScript or TypeScript, as Node runs it by itself. It exports objects with name, description, parameters (a JSON schema, or one of zod) and execute(arguments, {signal}). A text that execute gives is told to the model as it is, anything else as JSON; what it throws is told, too. What a tool prints goes to stderr.

A command given to --mcp goes to the shell and gets your environment, but for the keys of Codex. Only use files and servers that you trust: they can do what you can.`,
  verbs: {
    list: {
      words: 'list them (the default)',
      options: ['functions', 'mcp', 'tool-timeout', 'json'],
    },
    path: { words: 'print the folder that -T looks into' },
  },
  options,
  examples: [
    "via-codex -T via_codex_time 'What day is it?'",
    "via-codex --functions weather.ts --td 'Is it warm in Lisbon?'",
    "via-codex --mcp 'npx -y @modelcontextprotocol/server-memory' --ta 'Hello'",
    'via-codex tools list --mcp https://example.com/mcp',
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { output, env } = context
  const { verb, values } = parseVerb('tools', manual, args, options, 'list')
  if (values.help) return output.print(formatManual(manual))
  if (verb === 'path') {
    const { toolFolder } = await import('../tools/tool-folder.ts')
    return output.print(toolFolder(env))
  }
  const { listTools } = await import('../tools/list-tools.ts')
  await listTools(values, context)
}
