import type { Context } from '../context.ts'
import { formatTable } from '../format-table.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { oneLine } from '../one-line.ts'
import { helpOption, jsonOption } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'

const options = { ...jsonOption, ...helpOption } as const

export const manual: Manual = {
  usage: ['templates [verb] [options]'],
  about: `Prompts kept to be used again, each a YAML file. In prompt and system, $input stands for what is asked, $name or \${name} for a parameter given with -p, $$ for a dollar sign. Other keys: model, defaults, options, extract, extract_last, schema_object, fragments, system_fragments, attachments, tools, functions, mcp. An input without $input follows after the prompt.`,
  verbs: {
    list: { words: 'list them (the default)', options: ['json'] },
    show: { takes: '<name>', words: 'print the file of one' },
    edit: { takes: '<name>', words: 'open it, or a new one, in VISUAL or EDITOR' },
    path: { words: 'print the folder they are kept in' },
  },
  options,
  examples: [
    "via-codex 'Summarize this: $input' --save summarize",
    'curl -s https://example.org | via-codex -t summarize',
    "via-codex -s 'You are $voice.' -p voice 'a pirate' --save voice",
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { output, env } = context
  const { verb, words, values } = parseVerb('templates', manual, args, options, 'list')
  if (values.help) return output.print(formatManual(manual))
  const folder = await import('../templates/template-folder.ts')
  const [name = ''] = words
  switch (verb) {
    case 'path':
      return output.print(folder.templatesFolder(env))
    case 'show':
      return output.print(await folder.readTemplateText(name, env))
    case 'edit': {
      const { editTemplate } = await import('../templates/edit-template.ts')
      return editTemplate(name, context)
    }
    case 'list': {
      const names = await folder.listTemplates(env)
      const texts = await Promise.all(names.map((name) => folder.readTemplateText(name, env)))
      if (!values.json) {
        return output.print(
          formatTable(names.map((name, at) => [name, summaryOf(texts[at] ?? '')])),
        )
      }
      const { parseTemplate } = await import('../templates/parse-template.ts')
      return output.printJson(
        names.map((name, at) => ({ name, ...parseTemplate(texts[at] ?? '', name) })),
      )
    }
  }
}

function summaryOf(text: string): string {
  const line = oneLine(text)
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
