import { Ajv2020 } from 'ajv/dist/2020.js'
import { UsageError } from '../command-error.ts'
import { isRecord } from '../settings/text-map.ts'

/** The keywords of older drafts that matter to a server are in it, too. */
const draft = 'https://json-schema.org/draft/2020-12/schema'

/**
 * Makes sure of a JSON schema that a server can take: an object's, and well formed.
 *
 * @param what where it comes from, for the error
 * @throws UsageError
 */
export function assertSchema(
  schema: unknown,
  what: string,
): asserts schema is Record<string, unknown> {
  const hint =
    'See https://json-schema.org, or use the short form, as in: --schema "name, age int".'
  if (!isRecord(schema))
    throw new UsageError(`${what} is no JSON schema: it must be an object.`, hint)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  if (!ajv.validateSchema({ ...schema, $schema: draft })) {
    const [error] = ajv.errors ?? []
    const place = error?.instancePath ? ` at ${error.instancePath}` : ''
    throw new UsageError(
      `${what} is no JSON schema: ${error?.message ?? 'it is wrong'}${place}.`,
      hint,
    )
  }
  const { type, $ref, anyOf } = schema
  if (type === 'object' || (type === undefined && $ref !== undefined && anyOf === undefined)) return
  throw new UsageError(
    `${what} must describe an object at its root.`,
    'Wrap it: {"type": "object", "properties": {…}}; for a list of things use --schema-multi.',
  )
}
