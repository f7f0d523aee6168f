import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { runTools, type ToolRunResult } from '../../src/agent/run-tools.ts'
import { defineTool, type Tool, type ToolContext } from '../../src/agent/tool.ts'
import type { CodexClient } from '../../src/client/codex-client.ts'
import type { OutputOf, TypedSchema } from '../../src/client/typed-schema.ts'
import type { RateLimitSnapshot } from '../../src/protocol/rate-limit.ts'
import type { CodexResponse } from '../../src/protocol/response-event.ts'
import type { FunctionTool } from '../../src/protocol/responses-request.ts'

declare const codex: CodexClient

test('a schema of zod types the arguments of a tool', () => {
  const parameters = z.object({
    city: z.string(),
    at: z.string().transform((text) => new Date(text)),
  })
  expectTypeOf(parameters).toExtend<TypedSchema>()
  expectTypeOf<OutputOf<typeof parameters>>().toEqualTypeOf<{ city: string; at: Date }>()
  const tool = defineTool({
    name: 'get_weather',
    parameters,
    execute(args, context) {
      expectTypeOf(args).toEqualTypeOf<{ city: string; at: Date }>()
      expectTypeOf(context).toEqualTypeOf<ToolContext>()
    },
  })
  expectTypeOf(tool).toEqualTypeOf<Tool>()
  expectTypeOf(tool).toExtend<FunctionTool>()
})

test('a JSON schema types them as an object', () => {
  defineTool({
    name: 'get_weather',
    parameters: { type: 'object', properties: {} },
    execute: (args) => expectTypeOf(args).toEqualTypeOf<Record<string, unknown>>(),
  })
  defineTool({
    name: 'get_time',
    execute: (args) => expectTypeOf(args).toEqualTypeOf<Record<string, unknown>>(),
  })
})

test('an answer of a given shape has its type', () => {
  const schema = z.object({ name: z.string(), wingspan: z.number().nullable() })
  const response = codex.responses.parse({ model: 'gpt-5.5', input: '', schema })
  expectTypeOf(response).resolves.toExtend<CodexResponse>()
  expectTypeOf(response)
    .resolves.toHaveProperty('output_parsed')
    .toEqualTypeOf<{ name: string; wingspan: number | null }>()
  // @ts-expect-error the format comes from the schema
  void codex.responses.parse({ model: '', input: '', schema, text: { format: { type: 'text' } } })
})

test('hosted tools and their items are typed', async () => {
  const { output } = await codex.responses.create({
    model: '',
    input: '',
    tools: [
      { type: 'web_search', external_web_access: true },
      { type: 'anything', else: 1 },
    ],
  })
  expectTypeOf(output).toBeArray()
  for (const item of output) {
    if (item.type === 'web_search_call')
      expectTypeOf(item.action?.query).toExtend<string | null | undefined>()
    if (item.type === 'image_generation_call')
      expectTypeOf(item.result).toExtend<string | null | undefined>()
    if (item.type === 'custom_tool_call') expectTypeOf(item.input).toBeString()
  }
})

test('what a client tells has the type of its event', () => {
  const off = codex.on('rateLimits', (event) =>
    expectTypeOf(event).toEqualTypeOf<RateLimitSnapshot>(),
  )
  codex.on('warning', ({ message }) => expectTypeOf(message).toBeString())
  expectTypeOf(off).toEqualTypeOf<() => void>()
})

test('the events of a run narrow by their type', async () => {
  const run = runTools(codex, { model: 'gpt-5.5', input: '', tools: [{ type: 'web_search' }] })
  for await (const event of run) {
    expectTypeOf(event.round).toBeNumber()
    if (event.type === 'toolResult') expectTypeOf(event.result.durationMs).toBeNumber()
    // @ts-expect-error only a result has it
    else void event.result
  }
  expectTypeOf(run.final()).resolves.toEqualTypeOf<ToolRunResult>()
})
