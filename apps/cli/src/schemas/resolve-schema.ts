import { existsSync } from 'node:fs'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readSource } from '../sources/read-source.ts'
import { loadTemplate } from '../templates/template-folder.ts'
import { assertSchema } from './assert-schema.ts'
import { manyOf, parseShortForm } from './short-form.ts'
import { findStoredSchema } from './stored-schema.ts'

type JsonSchema = Readonly<Record<string, unknown>>

const limitBytes = 1024 * 1024

/**
 * The schema that a word names: JSON text, `t:` and a template, a file, the id of one in the log, or the short form.
 *
 * @param isMulti the answer shall hold many of it
 * @throws UsageError
 */
export async function resolveSchema(
  word: string,
  isMulti: boolean,
  context: Context,
): Promise<JsonSchema> {
  const schema = await findSchema(word.trim(), context)
  return isMulti ? manyOf(schema) : schema
}

async function findSchema(word: string, context: Context): Promise<JsonSchema> {
  if (word.startsWith('{')) return parseSchema(word, 'The schema')
  if (word.startsWith('t:')) {
    const { schema_object: schema } = await loadTemplate(word.slice(2), context.env)
    if (schema) return schema
    throw new UsageError(`The template ${word.slice(2)} has no schema.`, 'Name another one.')
  }
  if (word !== '' && existsSync(word)) {
    const { bytes } = await readSource(word, limitBytes, context)
    return parseSchema(bytes.toString('utf8'), word)
  }
  const stored = findStoredSchema(word, context.env)
  if (stored) return stored
  const short = parseShortForm(word)
  if (typeof short !== 'string') return short
  throw new UsageError(
    `--schema "${word.slice(0, 60)}" is no file, no id in the log and no short form: ${short}.`,
    'Write the short form like "name, age int, bio: one sentence", or give a JSON schema.',
  )
}

function parseSchema(text: string, what: string): JsonSchema {
  let schema: unknown
  try {
    schema = JSON.parse(text)
  } catch (error) {
    throw new UsageError(
      `${what} is no JSON (${(error as Error).message}).`,
      'Check its quotes and commas.',
    )
  }
  assertSchema(schema, what)
  return schema
}
