/** A JSON schema as the backend takes it: an object all of whose members are required. */
export interface ObjectSchema {
  readonly [key: string]: unknown
  readonly type: 'object'
  readonly properties: Readonly<Record<string, unknown>>
  readonly required: readonly string[]
  readonly additionalProperties: false
}

const types: ReadonlyMap<string, string> = new Map([
  ['str', 'string'],
  ['string', 'string'],
  ['int', 'integer'],
  ['float', 'number'],
  ['bool', 'boolean'],
])

/**
 * The schema that a short form stands for: `name, age int, bio: one sentence`. Fields are parted by commas, or by
 * line ends where there are any; a type may follow the name, a description the colon.
 *
 * @returns the schema, or in words why it is none
 */
export function parseShortForm(text: string): ObjectSchema | string {
  const fields = text
    .split(/[\r\n]/.test(text.trim()) ? /\r?\n/ : ',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
  if (fields.length === 0) return 'it names no field'
  const properties = new Map<string, object>()
  for (const field of fields) {
    const [head = '', ...rest] = field.split(':')
    const [name = '', type = 'str', ...more] = head.trim().split(/\s+/)
    if (!/^[A-Za-z_][\w-]*$/.test(name)) return `"${name}" cannot be the name of a field`
    if (properties.has(name)) return `"${name}" is named twice`
    const jsonType = types.get(type)
    if (jsonType === undefined || more.length > 0) {
      return `"${[type, ...more].join(' ')}" is no type; there are str, int, float, bool`
    }
    const description = rest.join(':').trim()
    properties.set(name, { type: jsonType, ...(description && { description }) })
  }
  return objectSchema(Object.fromEntries(properties))
}

/** The schema of an object that holds `items`, each as the given one says. */
export function manyOf(schema: Readonly<Record<string, unknown>>): ObjectSchema {
  return objectSchema({ items: { type: 'array', items: schema } })
}

function objectSchema(properties: Readonly<Record<string, unknown>>): ObjectSchema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }
}
