import {
  describeIssues,
  isTypedSchema,
  toJsonSchema,
  type OutputOf,
  type TypedSchema,
} from '../client/typed-schema.ts'
import { isJsonObject } from '../protocol/json.ts'
import type { FunctionTool } from '../protocol/responses-request.ts'

/** What a tool is told beside its arguments. */
export interface ToolContext {
  readonly callId: string
  /** Ends with the run; a tool that takes long looks at it. */
  readonly signal: AbortSignal
}

interface ToolWords {
  /** 1 to 64 letters, digits, `_` and `-`. */
  name: string
  /** When to call it, for the model. */
  description?: string | undefined
  /**
   * Whether the backend holds the model to the schema. Such a schema has no optional members.
   *
   * @default false: arguments are checked here, and the model is told what is wrong
   */
  strict?: boolean | undefined
}

/** A tool whose arguments are checked and typed by a schema. */
export interface TypedToolDefinition<Schema extends TypedSchema> extends ToolWords {
  parameters: Schema
  /** Of a schema that cannot describe itself, such as one of zod/mini. */
  jsonSchema?: Record<string, unknown> | undefined
  /**
   * Does the work. A text or content parts are told as they are, anything else as JSON. What it throws is
   * told to the model, which may try otherwise.
   */
  execute(args: OutputOf<Schema>, context: ToolContext): unknown
}

/** A tool with a JSON schema. Its arguments are an object; more is not checked here. */
export interface JsonToolDefinition extends ToolWords {
  parameters?: Record<string, unknown> | undefined
  execute(args: Record<string, unknown>, context: ToolContext): unknown
}

/** A tool that `runTools` can run. It is also what `tools` of a request takes. */
export interface Tool extends FunctionTool {
  /**
   * Checks arguments, and gives the work to do with them. Rejects when they do not fit, with an error whose
   * message is for the model.
   */
  readonly prepare: (args: unknown) => Promise<(context: ToolContext) => unknown>
}

/** Arguments that do not fit; its message is for the model. */
export class InvalidArguments extends Error {}

/**
 * Defines a tool of your own.
 *
 * @throws TypeError for a name the backend does not take, or parameters that describe no object
 * @example
 * ```ts
 * const getWeather = defineTool({
 *   name: 'get_weather',
 *   description: 'The weather in a city, now.',
 *   parameters: z.object({ city: z.string() }),
 *   execute: ({ city }) => weatherIn(city),
 * })
 * ```
 */
export function defineTool<Schema extends TypedSchema>(
  definition: TypedToolDefinition<Schema>,
): Tool
export function defineTool(definition: JsonToolDefinition): Tool
export function defineTool(
  definition: TypedToolDefinition<TypedSchema> | JsonToolDefinition,
): Tool {
  const { name, description, strict = false, parameters } = definition
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new TypeError('name must be 1 to 64 letters, digits, _ and -, such as "get_weather".')
  }
  if (typeof definition.execute !== 'function')
    throw new TypeError(`${name}.execute must be a function.`)
  const { jsonSchema } = definition as { jsonSchema?: Record<string, unknown> }
  const described = jsonSchema ?? parameters ?? { type: 'object', properties: {} }
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    parameters: toJsonSchema(described, `${name}.parameters`),
    strict,
    async prepare(args) {
      const value = await checkArguments(args, parameters)
      return (context) => definition.execute(value as Record<string, unknown>, context)
    },
  }
}

async function checkArguments(args: unknown, parameters: unknown): Promise<unknown> {
  if (!isJsonObject(args)) throw new InvalidArguments('The arguments must be a JSON object.')
  if (!isTypedSchema(parameters)) return args
  const result = await parameters['~standard'].validate(args)
  if (result.issues) throw new InvalidArguments(describeIssues(result.issues))
  return result.value
}
