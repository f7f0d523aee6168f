import { parse } from 'yaml'
import { CommandError } from '../command-error.ts'
import { isRecord, isTextMap } from '../settings/text-map.ts'
import type { Template } from './template.ts'

type Kind = 'text' | 'flag' | 'texts' | 'map' | 'object'

/** What a template may say, and in which form. `name` is allowed and ignored: the file's name counts. */
const keys: Readonly<Record<keyof Template | 'name', Kind>> = {
  name: 'text',
  prompt: 'text',
  system: 'text',
  model: 'text',
  defaults: 'map',
  options: 'map',
  extract: 'flag',
  extract_last: 'flag',
  schema_object: 'object',
  fragments: 'texts',
  system_fragments: 'texts',
  attachments: 'texts',
  tools: 'texts',
  functions: 'texts',
  mcp: 'texts',
}

const forms: Readonly<Record<Kind, string>> = {
  text: 'a text',
  flag: 'true or false',
  texts: 'a list of texts',
  map: 'names with values',
  object: 'a JSON schema',
}

/**
 * The template in a YAML file: an object, or a text that is the prompt.
 *
 * @param name for errors
 * @throws CommandError
 */
export function parseTemplate(text: string, name: string): Template {
  const value = parseYaml(text, name)
  if (typeof value === 'string') return { prompt: value }
  if (!isRecord(value)) throw wrong(name, 'it must be a text or an object')
  const template: Record<string, unknown> = {}
  for (const [key, given] of Object.entries(value)) {
    const kind = Object.hasOwn(keys, key) ? keys[key as keyof Template] : undefined
    if (!kind) throw wrong(name, `"${key}" is unknown; there are ${Object.keys(keys).join(', ')}`)
    const fit = kind === 'map' ? toTexts(given) : given
    if (!isOf(kind, fit)) throw wrong(name, `"${key}" must be ${forms[kind]}`)
    if (key !== 'name') template[key] = fit
  }
  return template
}

function parseYaml(text: string, name: string): unknown {
  try {
    // Tags and merge keys would make a template more than what one reads.
    return parse(text, { schema: 'core', maxAliasCount: 0 }) as unknown
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n')
    throw wrong(name, first.replace(/:$/, ''))
  }
}

/** `voice: 3` in YAML is a number; here it is what is written. */
function toTexts(value: unknown): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      typeof member === 'number' || typeof member === 'boolean' ? String(member) : member,
    ]),
  )
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'flag':
      return typeof value === 'boolean'
    case 'texts':
      return Array.isArray(value) && value.every((text) => typeof text === 'string')
    case 'map':
      return isTextMap(value)
    case 'object':
      return isRecord(value)
  }
}

function wrong(name: string, what: string): CommandError {
  return new CommandError(
    `The template ${name} is wrong: ${what}.`,
    `Put it right with \`via-codex templates edit ${name}\`.`,
  )
}
