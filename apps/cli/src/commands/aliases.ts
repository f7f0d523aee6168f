import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatTable } from '../format-table.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { helpOption, jsonOption } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'
import { aliasesPath, readAliases, writeAliases } from '../settings/aliases.ts'

const options = { ...jsonOption, ...helpOption } as const

export const manual: Manual = {
  usage: ['aliases [verb] [options]'],
  about: 'Short names for models. They can stand wherever a model is named.',
  verbs: {
    list: { words: 'list them (the default)', options: ['json'] },
    set: { takes: '<alias> <model>', words: 'give a model a short name' },
    remove: { takes: '<alias>', words: 'take it away' },
    path: { words: 'print the file they are kept in' },
  },
  options,
  examples: ['via-codex aliases set luna gpt-6-luna', "via-codex -m luna 'Hello'"],
}

export async function run(args: readonly string[], { output, env }: Context): Promise<void> {
  const { verb, words, values } = parseVerb('aliases', manual, args, options, 'list')
  if (values.help) return output.print(formatManual(manual))
  const [alias = '', model = ''] = words
  if (verb === 'path') return output.print(aliasesPath(env))
  const aliases = readAliases(env)
  switch (verb) {
    case 'list':
      if (values.json) return output.printJson(aliases)
      return output.print(formatTable(Object.entries(aliases)))
    case 'set':
      return writeAliases(env, { ...aliases, [alias]: model })
    case 'remove': {
      if (!Object.hasOwn(aliases, alias)) {
        throw new UsageError(`There is no alias ${alias}.`, 'See `via-codex aliases`.')
      }
      const rest = Object.entries(aliases).filter(([name]) => name !== alias)
      return writeAliases(env, Object.fromEntries(rest))
    }
  }
}
