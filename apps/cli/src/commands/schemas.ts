import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatInstant } from '../format-instant.ts'
import { formatTable } from '../format-table.ts'
import { logPath } from '../log/log-path.ts'
import type { LoggedSchema } from '../log/schemas.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { helpOption, jsonOption } from '../parse-arguments.ts'
import { parseVerb } from '../parse-verb.ts'

const options = {
  full: { type: 'boolean', default: false, words: 'with the whole of each schema' },
  multi: { type: 'boolean', default: false, words: 'the schema of many such things' },
  ...jsonOption,
  ...helpOption,
} as const

export const manual: Manual = {
  usage: ['schemas [verb] [options]'],
  about: `Schemas that answers were asked to keep to with --schema. The log keeps each once, by an id that --schema takes, too. The short form names fields, parted by commas or line ends; a type (str, int, float, bool) may follow the name, and a description after a colon.`,
  verbs: {
    list: { words: 'list them (the default)', options: ['full', 'json'] },
    show: { takes: '<id>', words: 'print one as JSON' },
    dsl: {
      takes: '<short-form>',
      words: 'print the JSON schema that a short form stands for',
      options: ['multi'],
    },
  },
  options,
  examples: [
    "via-codex schemas dsl 'name, age int, bio: one sentence'",
    "via-codex --schema-multi 'name, age int' 'Invent three dogs'",
  ],
}

export async function run(args: readonly string[], { output, env }: Context): Promise<void> {
  const { verb, words, values } = parseVerb('schemas', manual, args, options, 'list')
  if (values.help) return output.print(formatManual(manual))
  const [word = ''] = words
  if (verb === 'dsl') {
    const { manyOf, parseShortForm } = await import('../schemas/short-form.ts')
    const schema = parseShortForm(word)
    if (typeof schema !== 'string') return output.printJson(values.multi ? manyOf(schema) : schema)
    throw new UsageError(`That is no short form: ${schema}.`, 'Write it like "name, age int".')
  }
  if (verb === 'show') {
    const { findStoredSchema } = await import('../schemas/stored-schema.ts')
    const schema = findStoredSchema(word, env)
    if (schema) return output.printJson(schema)
    throw new UsageError(`There is no schema ${word}.`, 'See `via-codex schemas`.')
  }
  const schemas = await listStored(env)
  if (values.json) return output.printJson(schemas)
  const now = new Date()
  if (!values.full) return output.print(formatTable(schemas.map((schema) => toRow(schema, now))))
  for (const schema of schemas) {
    output.print(`${toRow(schema, now).join('  ')}\n`)
    output.printJson(schema.schema)
  }
}

async function listStored(env: NodeJS.ProcessEnv): Promise<LoggedSchema[]> {
  const [{ readLog }, { listSchemas }] = await Promise.all([
    import('../log/read-log.ts'),
    import('../log/schemas.ts'),
  ])
  return readLog(logPath(env), listSchemas) ?? []
}

function toRow({ id, schema, useCount, lastUsedAt }: LoggedSchema, now: Date): string[] {
  const uses = `${useCount} ${useCount === 1 ? 'time' : 'times'}`
  return [id, uses, lastUsedAt ? formatInstant(lastUsedAt, now) : '', outlineOf(schema)]
}

/** `{name, age}` or `{items: [{name, age}]}`. */
function outlineOf(schema: unknown): string {
  const { type, properties, items } = Object(schema) as Record<string, unknown>
  if (type === 'array') return `[${outlineOf(items)}]`
  const members = Object.entries(Object(properties) as Record<string, unknown>)
  if (members.length === 0) return ''
  const named = members.map(([name, member]) => {
    const inner = outlineOf(member)
    return inner === '' || inner === '[]' ? name : `${name}: ${inner}`
  })
  return `{${named.join(', ')}}`
}
