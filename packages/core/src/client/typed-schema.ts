import { isJsonObject, type JsonObject } from '../protocol/json.ts'

/**
 * A schema that checks a value and describes itself: of zod 4.2 or newer, or of any library that speaks
 * Standard Schema and Standard JSON Schema.
 *
 * @see https://standardschema.dev
 */
export interface TypedSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    /** Absent in zod/mini and others: then the JSON schema is given beside the schema. */
    readonly jsonSchema?:
      | { readonly input: (options: { readonly target: string }) => Record<string, unknown> }
      | undefined
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema says of a value. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The type of the values a schema lets through. */
export type OutputOf<Schema extends TypedSchema> = NonNullable<
  Schema['~standard']['types']
>['output']

export function isTypedSchema(value: unknown): value is TypedSchema {
  // Some libraries make their schemas callable.
  const standard = (value as { '~standard'?: { validate?: unknown } } | null | undefined)?.[
    '~standard'
  ]
  return typeof standard?.validate === 'function'
}

/**
 * The JSON schema of what may come in.
 *
 * @param option its name, for the error
 * @throws TypeError when it cannot describe itself, or is no object's
 */
export function toJsonSchema(schema: unknown, option: string): JsonObject {
  const described = isTypedSchema(schema) ? describe(schema, option) : schema
  if (!isJsonObject(described) || described['type'] !== 'object') {
    throw new TypeError(`${option} must describe an object, such as z.object({ … }).`)
  }
  const { $schema: _, ...jsonSchema } = described
  return jsonSchema
}

function describe(schema: TypedSchema, option: string): unknown {
  const { jsonSchema, vendor } = schema['~standard']
  if (!jsonSchema) {
    throw new TypeError(
      `${option} of ${vendor} cannot describe itself: give its JSON schema too, as jsonSchema.`,
    )
  }
  try {
    return jsonSchema.input({ target: 'draft-2020-12' })
  } catch (cause) {
    throw new TypeError(`${option} has no JSON schema: ${String(cause)}`, { cause })
  }
}

/** The issues in one line. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues
    .map(({ path = [], message }) => {
      const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
      return place === '' ? message : `${place}: ${message}`
    })
    .join('; ')
}
