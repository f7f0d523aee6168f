import { isRecord } from '../settings/text-map.ts'

/**
 * Whether the server can hold an answer to a schema exactly: it does so only where every object names all its
 * members as required and allows no others.
 */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (!isRecord(schema)) return true
  const { type, properties, required, additionalProperties } = schema
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  if (isObject || properties !== undefined) {
    const names = isRecord(properties) ? Object.keys(properties) : []
    if (additionalProperties !== false || !Array.isArray(required)) return false
    if (!names.every((name) => required.includes(name))) return false
  }
  return Object.entries(schema).every(([key, value]) => {
    if (dataKeys.has(key)) return true
    return namedKeys.has(key) && isRecord(value)
      ? Object.values(value).every(isStrict)
      : isStrict(value)
  })
}

/** Members that hold schemas by names of their own. */
const namedKeys = new Set(['properties', '$defs', 'definitions'])
/** Members that hold values, which are no schemas. */
const dataKeys = new Set(['enum', 'const', 'default', 'examples', 'required'])
