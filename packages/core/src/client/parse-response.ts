import { StreamError } from '../errors/stream-error.ts'
import { parseJson } from '../protocol/json.ts'
import type { CodexResponse } from '../protocol/response-event.ts'
import type { ContentPart } from '../protocol/response-item.ts'
import type { ResponsesRequest } from '../protocol/responses-request.ts'
import { toStrictSchema } from './strict-schema.ts'
import {
  describeIssues,
  isTypedSchema,
  toJsonSchema,
  type OutputOf,
  type TypedSchema,
} from './typed-schema.ts'

/** What to ask, and the shape of the answer. */
export interface ParseRequest<Schema extends TypedSchema = TypedSchema> extends Omit<
  ResponsesRequest,
  'text'
> {
  text?: Omit<NonNullable<ResponsesRequest['text']>, 'format'> | undefined
  /** What the answer has to be: an object. */
  schema: Schema
  /** Of a schema that cannot describe itself, such as one of zod/mini. */
  jsonSchema?: Record<string, unknown> | undefined
  /** For the model: 1 to 64 letters, digits, `_` and `-`. @default 'output' */
  schemaName?: string | undefined
  /**
   * Whether the backend holds the model to the schema. Such a schema has no optional members. Checked here
   * in any case.
   *
   * @default true
   */
  strict?: boolean | undefined
}

/** An answer that has the shape asked for. */
export interface ParsedResponse<Output> extends CodexResponse {
  output_parsed: Output
}

/**
 * The request in the words of the Responses API.
 *
 * @throws TypeError naming what is wrong with the schema
 */
export function toStructuredRequest(request: ParseRequest): ResponsesRequest {
  const { schema, jsonSchema, schemaName = 'output', strict = true, text, ...rest } = request
  if (!isTypedSchema(schema)) {
    throw new TypeError('schema must be a schema that checks values, such as z.object({ … }).')
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(schemaName)) {
    throw new TypeError('schemaName must be 1 to 64 letters, digits, _ and -.')
  }
  const described = toJsonSchema(jsonSchema ?? schema, 'schema')
  const format = {
    type: 'json_schema',
    name: schemaName,
    strict,
    schema: strict ? toStrictSchema(described, 'schema') : described,
  }
  return { ...rest, text: { ...text, format } }
}

/**
 * Judges an answer.
 *
 * @throws {@link StreamError} `RESPONSE_FAILED` with the `responseCode` `refusal`, `invalid_output`, or the
 *   reason why the answer stopped short
 */
export async function parseResponse<Schema extends TypedSchema>(
  response: CodexResponse,
  schema: Schema,
): Promise<ParsedResponse<OutputOf<Schema>>> {
  if (response.status === 'incomplete') {
    const reason = response.incomplete_details?.reason ?? 'incomplete'
    throw failure(response, reason, `The answer stopped short (${reason}).`, 'Ask for less.')
  }
  const refusal = refusalOf(response)
  if (refusal !== undefined) {
    throw failure(response, 'refusal', `The model refused: ${refusal}`, 'Ask for something else.')
  }
  const again = 'Send the request again, or describe the members of the schema better.'
  const value = parseJson(response.output_text)
  if (value === undefined) {
    throw failure(response, 'invalid_output', 'The answer is no JSON.', again)
  }
  const result = await schema['~standard'].validate(value)
  if (result.issues) {
    const issues = describeIssues(result.issues)
    throw failure(response, 'invalid_output', `The answer does not fit: ${issues}`, again)
  }
  return { ...response, output_parsed: result.value as OutputOf<Schema> }
}

function refusalOf({ output }: CodexResponse): string | undefined {
  const parts = output.flatMap((item): ContentPart[] =>
    item.type === 'message' && Array.isArray(item.content) ? item.content : [],
  )
  return parts.find((part) => part.type === 'refusal')?.refusal
}

function failure(
  { output_text: outputText, output }: CodexResponse,
  responseCode: string,
  message: string,
  hint: string,
): StreamError {
  return new StreamError('RESPONSE_FAILED', message, {
    responseCode,
    hint,
    partial: { outputText, output },
  })
}
