import { isObject, stringOf, type JsonObject } from '../json.ts'
import { exampleNumber, exampleString } from './example-scalar.ts'

const DEEPEST = 12

/**
 * A value valid for a JSON schema, filled from the words of `text` where they fit. Covers what structured output
 * allows: objects, lists, enums, unions, references, bounds and formats.
 */
export function exampleOfSchema(schema: unknown, text: string): unknown {
  return build(schema, { root: schema, text, depth: 0, name: '' })
}

interface Place {
  root: unknown
  text: string
  depth: number
  /** The property the value is for. */
  name: string
}

function build(schema: unknown, place: Place): unknown {
  if (!isObject(schema)) return null
  const target = follow(schema, place.root)
  if ('const' in target) return target['const']
  if (Array.isArray(target['enum'])) return pick(target['enum'], place.text)
  const below = { ...place, depth: place.depth + 1 }
  const union = target['anyOf'] ?? target['oneOf']
  if (Array.isArray(union)) return build(chooseBranch(union, place), below)
  if (Array.isArray(target['allOf']))
    return build(mergeAll([target, ...target['allOf'].filter(isObject)], place.root), below)
  switch (typeOf(target, place)) {
    case 'object':
      return buildObject(target, below)
    case 'array':
      return buildList(target, below)
    case 'integer':
    case 'number':
      return exampleNumber(target, place.text)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return exampleString(target, place.name, place.text)
  }
}

function buildObject(schema: JsonObject, place: Place): JsonObject {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const isDeep = place.depth > DEEPEST
  const names = Object.keys(properties).filter((name) => !isDeep || required.includes(name))
  return Object.fromEntries(
    names.map((name) => [name, build(properties[name], { ...place, name })]),
  )
}

function buildList(schema: JsonObject, place: Place): unknown[] {
  const prefix = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : []
  const least = Number(schema['minItems'] ?? 0)
  const most = Number(schema['maxItems'] ?? Infinity)
  const wanted = place.depth > DEEPEST ? least : Math.max(least, 1)
  const count = schema['items'] === false ? 0 : Math.min(wanted, most) - prefix.length
  return [
    ...prefix.map((item) => build(item, place)),
    ...Array.from({ length: Math.max(0, count) }, () => build(schema['items'] ?? {}, place)),
  ]
}

/** A deep union prefers null, so that recursive schemas end. */
function chooseBranch(branches: readonly unknown[], place: Place): unknown {
  const isNull = (branch: unknown): boolean => isObject(branch) && branch['type'] === 'null'
  if (place.depth > DEEPEST / 2) return branches.find(isNull) ?? branches[0]
  return branches.find((branch) => !isNull(branch)) ?? branches[0]
}

function typeOf(schema: JsonObject, place: Place): string | undefined {
  const { type } = schema
  if (Array.isArray(type)) {
    const isDeep = place.depth > DEEPEST / 2 && type.includes('null')
    return isDeep ? 'null' : stringOf(type.find((name) => name !== 'null'))
  }
  if (typeof type === 'string') return type
  if ('properties' in schema) return 'object'
  return 'items' in schema ? 'array' : undefined
}

function pick(values: readonly unknown[], text: string): unknown {
  const lower = text.toLowerCase()
  const named = values.find(
    (value) => typeof value === 'string' && lower.includes(value.toLowerCase()),
  )
  return named ?? values[0]
}

function mergeAll(parts: readonly JsonObject[], root: unknown): JsonObject {
  const merged: JsonObject = {}
  for (const part of parts.map((each) => follow(each, root)))
    for (const [key, value] of Object.entries(part)) {
      const before = merged[key]
      if (key === 'allOf') continue
      merged[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value
    }
  return merged
}

/** Resolves local references: `#` and `#/$defs/…`. */
function follow(schema: JsonObject, root: unknown): JsonObject {
  const reference = stringOf(schema['$ref'])
  if (!reference?.startsWith('#')) return schema
  let target: unknown = root
  for (const key of reference.split('/').slice(1))
    target = isObject(target) ? target[decodeURIComponent(key)] : undefined
  return isObject(target) ? target : {}
}
