import { isJsonObject, type JsonObject } from '../protocol/json.ts'

/** Where a schema holds others: one, a list, or a record of them. */
const single = new Set(['items', 'not', 'if', 'then', 'else'])
const lists = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems'])
const records = new Set(['properties', '$defs', 'definitions'])

/**
 * A JSON schema as strict structured output wants it: each object lists all its members as required and
 * allows no other.
 *
 * @param option names the schema in errors
 * @throws TypeError naming the place of an optional member or of a record, which cannot be strict
 */
export function toStrictSchema(schema: JsonObject, option: string): JsonObject {
  const children: [string, unknown][] = []
  for (const [key, value] of Object.entries(schema)) {
    const place = `${option}.${key}`
    if (single.has(key) && isJsonObject(value)) {
      children.push([key, toStrictSchema(value, place)])
    } else if (lists.has(key) && Array.isArray(value)) {
      children.push([key, value.map((entry, at) => strictOrSame(entry, `${place}[${at}]`))])
    } else if (records.has(key) && isJsonObject(value)) {
      const entries = Object.entries(value)
      const strict = entries.map(([name, entry]) => [name, strictOrSame(entry, `${place}.${name}`)])
      children.push([key, Object.fromEntries(strict)])
    }
  }
  return { ...schema, ...Object.fromEntries(children), ...closedObject(schema, option) }
}

function strictOrSame(entry: unknown, place: string): unknown {
  return isJsonObject(entry) ? toStrictSchema(entry, place) : entry
}

function closedObject(schema: JsonObject, option: string): JsonObject {
  const { type, properties = {}, required = [], additionalProperties = false } = schema
  if (type !== 'object' && !(Array.isArray(type) && type.includes('object'))) return {}
  if (additionalProperties !== false) {
    throw new TypeError(
      `${option} allows any member, which cannot be strict: list its members, or give strict: false.`,
    )
  }
  const optional = Object.keys(properties as object).find(
    (name) => !(required as unknown[]).includes(name),
  )
  if (optional !== undefined) {
    throw new TypeError(
      `${option}.properties.${optional} is optional, which cannot be strict: make it nullable, or give strict: false.`,
    )
  }
  return { additionalProperties: false }
}
