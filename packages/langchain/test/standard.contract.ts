/**
 * What LangChain asks of a chat model. Its own standard tests are not published, so these say the same in other words.
 *
 * @see https://github.com/langchain-ai/langchainjs/tree/main/internal/standard-tests
 */
import type { BaseChatModel, BindToolsInput } from '@langchain/core/language_models/chat_models'
import {
  AIMessage,
  AIMessageChunk,
  getBufferString,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
  type UsageMetadata,
} from '@langchain/core/messages'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { RunnableLambda, type Runnable } from '@langchain/core/runnables'
import { StructuredTool, tool } from '@langchain/core/tools'
import { concat } from '@langchain/core/utils/stream'
import { toJsonSchema } from '@langchain/core/utils/json_schema'
import { toolCallsScenario, type Simulator } from '@via-codex/simulator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

type Model = BaseChatModel

/** A kind of model, and the other side that it talks to. */
export interface StandardSubject {
  /** @param fields beside those that say whom it talks to */
  readonly create: (fields?: object) => Model
  readonly simulator: Simulator
}

type Case = (subject: StandardSubject) => Promise<void> | void

/**
 * Runs the suite.
 *
 * @param open what ends with the test
 * @param exceptions cases that the kind is known to fail, which must fail
 */
export function testStandardChatModel(
  name: string,
  open: () => Promise<StandardSubject>,
  exceptions: ReadonlySet<string>,
): void {
  describe(`${name} as a chat model`, () => {
    for (const [about, check] of Object.entries(standardCases)) {
      const test = exceptions.has(about) ? it.fails : it
      test(about, async () => check(await open()))
    }
  })
}

const adder = z
  .object({ a: z.number().int().describe('One number'), b: z.number().int().describe('Another') })
  .describe('Add two integers')

class AdderTool extends StructuredTool<typeof adder> {
  name = 'AdderTool'
  description = 'Add two integers'
  schema = adder
  protected async _call({ a, b }: z.infer<typeof adder>): Promise<string> {
    return JSON.stringify({ result: a + b })
  }
}

const place = z.object({ location: z.string().describe('The city') })
const weather = tool(() => '70 degrees and sunny', {
  name: 'get_current_weather',
  description: 'The weather in a location, now',
  schema: place,
})
const time = tool(() => '12:02', {
  name: 'get_current_time',
  description: 'The time in a location, now',
  schema: place,
})
const sum = ChatPromptTemplate.fromMessages([
  ['system', 'You are bad at math and must always call the {toolName} function.'],
  ['human', 'Use {toolName}: what is the sum of 1836281973 and 19973286?'],
])
const toolName = 'math_addition'
const aboutWeather = 'What is the weather in San Francisco?'
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII='
const standardFields = {
  temperature: 0,
  maxTokens: 100,
  timeout: 60_000,
  stopSequences: [],
  maxRetries: 2,
}

const standardCases: Readonly<Record<string, Case>> = {
  'is made with the standard fields': ({ create }) => {
    expect(create(standardFields)).toBeDefined()
  },
  'is made with a key': ({ create }) => {
    expect(create({ ...standardFields, apiKey: 'test' })).toBeDefined()
  },
  'is made to stream': ({ create }) => {
    expect(create({ ...standardFields, streaming: true })).toBeDefined()
  },
  'takes tools': ({ create }) => {
    expect(bind(create(standardFields), [new AdderTool()])).toBeDefined()
  },
  'takes a schema for its output': ({ create }) => {
    expect(create(standardFields).withStructuredOutput(adder)).toBeDefined()
  },
  'tells LangSmith the standard parameters': ({ create }) => {
    const names = Object.keys(create(standardFields).getLsParams({}))
    expect(names.toSorted()).toEqual([
      'ls_max_tokens',
      'ls_model_name',
      'ls_model_type',
      'ls_provider',
      'ls_stop',
      'ls_temperature',
    ])
  },
  'does not invoke what has been aborted': async ({ create, simulator }) => {
    const signal = AbortSignal.abort()
    await expect(create().invoke('Hello', { signal })).rejects.toThrow(/abort/i)
    expect(simulator.requests.count('responses')).toBe(0)
  },
  'does not stream what has been aborted': async ({ create }) => {
    const signal = AbortSignal.abort()
    const chunks: unknown[] = []
    const read = async () => {
      for await (const chunk of await create().stream('Hello', { signal })) chunks.push(chunk)
    }
    await read().catch(() => {})
    expect(chunks).toEqual([])
  },
  invoke: async ({ create }) => {
    expectAnswer(await create().invoke('Hello'))
  },
  stream: async ({ create }) => {
    let characters = 0
    for await (const chunk of await create().stream('Hello')) {
      expect(chunk).toBeInstanceOf(AIMessageChunk)
      characters += chunk.text.length
    }
    expect(characters).toBeGreaterThan(0)
  },
  batch: async ({ create }) => {
    const messages = await create().batch(['Hello', 'Hey'])
    expect(messages).toHaveLength(2)
    messages.forEach(expectAnswer)
  },
  'stream its events': async ({ create }) => {
    const names: string[] = []
    let streamed = ''
    let output: AIMessage | undefined
    for await (const { event, data } of create().streamEvents('Hello', { version: 'v2' })) {
      names.push(event)
      if (event === 'on_chat_model_stream') streamed += (data.chunk as AIMessageChunk).text
      if (event === 'on_chat_model_end') output = data.output as AIMessage
    }
    expect(names[0]).toBe('on_chat_model_start')
    expect(names[Math.floor(names.length / 2)]).toBe('on_chat_model_stream')
    expect(names.at(-1)).toBe('on_chat_model_end')
    expect(output?.text).toBe(streamed)
  },
  'go on with a conversation': async ({ create }) => {
    const messages = [
      new HumanMessage('hello'),
      new AIMessage('hello'),
      new HumanMessage('how are you'),
    ]
    expectAnswer(await create().invoke(messages))
  },
  'take several messages of one side in a row': async ({ create }) => {
    const messages = [
      SystemMessage,
      SystemMessage,
      HumanMessage,
      HumanMessage,
      AIMessage,
      AIMessage,
    ]
    const history: BaseMessage[] = messages.map((Message) => new Message('hello'))
    expectAnswer(await create().invoke([...history, new HumanMessage('how are you')]))
  },
  'tell what it took': async ({ create }) => {
    const message = await create().invoke('Hello')
    expectUsage(message)
    expect(message.response_metadata).toMatchObject({ model: expect.stringMatching(/./) })
  },
  'tell what it took, streamed': async ({ create }) => {
    expectUsage(await streamed(create(), 'Hello'))
  },
  'not fail for stop': async ({ create }) => {
    expectAnswer(await create().invoke('hi', { stop: ['you'] }))
    expectAnswer(await create({ stop: ['you'] }).invoke('hi'))
  },
  'call a tool': async ({ create, simulator }) => {
    simulator.scenario(
      toolCallsScenario([{ name: 'AdderTool', arguments: { a: 1, b: 2 }, callId: 'call_1' }]),
    )
    const { tool_calls } = await bind(create(), [new AdderTool()]).invoke('What is 1 + 2?')
    expect(tool_calls).toEqual([
      { name: 'AdderTool', args: { a: 1, b: 2 }, id: 'call_1', type: 'tool_call' },
    ])
  },
  'call a tool that is a runnable': async ({ create }) => {
    const runnable = RunnableLambda.from(() => '').asTool({
      name: toolName,
      description: 'Add two integers',
      schema: adder,
    })
    const { tool_calls } = await sum.pipe(bind(create(), [runnable])).invoke({ toolName })
    expect(tool_calls).toEqual([
      {
        name: toolName,
        args: { a: expect.any(Number), b: expect.any(Number) },
        id: expect.any(String),
        type: 'tool_call',
      },
    ])
  },
  'call a tool in OpenAI’s form': async ({ create }) => {
    const parameters = toJsonSchema(adder)
    const given = {
      type: 'function' as const,
      function: { name: toolName, description: 'Add two integers', parameters },
    }
    const { tool_calls } = await sum.pipe(bind(create(), [given])).invoke({ toolName })
    expect(tool_calls?.[0]).toMatchObject({ name: toolName })
  },
  'take the output of a tool as a text': async ({ create }) => {
    const messages = [new HumanMessage('What is 1 + 2?'), calling(''), await added()]
    expectAnswer(await bind(create(), [new AdderTool()]).invoke(messages))
  },
  'take a call among other content': async ({ create }) => {
    const content = [
      { type: 'text', text: 'some text' },
      { type: 'tool_use', id: 'call_1', name: 'AdderTool', input: { a: 1, b: 2 } },
    ]
    const messages = [new HumanMessage('What is 1 + 2?'), calling(content), await added()]
    expectAnswer(await bind(create(), [new AdderTool()]).invoke(messages))
  },
  'take examples with calls': async ({ create }) => {
    const messages = [
      new HumanMessage('What is 1 + 2?'),
      calling(''),
      await added(),
      new AIMessage('{"result":3}'),
      new HumanMessage('What is 3 + 4?'),
    ]
    const message = await bind(create(), [new AdderTool()]).invoke(messages)
    expect(message).toBeInstanceOf(AIMessage)
  },
  'answer in a form': async ({ create }) => {
    const structured = create().withStructuredOutput(adder, { name: toolName })
    expect(await sum.pipe(structured).invoke({ toolName })).toEqual({
      a: expect.any(Number),
      b: expect.any(Number),
    })
  },
  'answer in a form, and show the message': async ({ create }) => {
    const options = { name: toolName, includeRaw: true as const }
    const structured = create().withStructuredOutput(adder, options)
    const { raw, parsed } = await sum.pipe(structured).invoke({ toolName })
    expect(raw).toBeInstanceOf(AIMessage)
    expect(parsed).toEqual({ a: expect.any(Number), b: expect.any(Number) })
  },
  'trace that it answers in a form by calling a function': async ({ create }) => {
    let method: unknown
    const handleChatModelStart = (...[, , , , extra]: unknown[]) => {
      const { options } = extra as { options: Record<string, { kwargs?: { method?: unknown } }> }
      method = options['ls_structured_output_format']?.kwargs?.method
    }
    const structured = create().withStructuredOutput(adder, { name: toolName })
    await sum.pipe(structured).invoke({ toolName }, { callbacks: [{ handleChatModelStart }] })
    expect(method).toBe('functionCalling')
  },
  'keep answers in a cache': async ({ create, simulator }) => {
    const model = create({ cache: true })
    const message = new HumanMessage({
      content: [{ type: 'text', text: `Hello ${simulator.url}!` }],
    })
    const key = model._getSerializedCacheKeyParametersForCall({})
    const lookUp = () => model.cache?.lookup(getBufferString([message]), key)
    await model.invoke([message])
    const kept = await lookUp()
    expect(kept).toHaveLength(1)
    const again = await model.invoke([message])
    expect([again]).toEqual(
      (kept ?? []).map((generation) => 'message' in generation && generation.message),
    )
    expect(await lookUp()).toEqual(kept)
    expect(simulator.requests.count('responses')).toBe(1)
  },
  'stream a call': async ({ create }) => {
    const bound = bind(create(), [new AdderTool()])
    const message = await streamed(sum.pipe(bound), { toolName: 'AdderTool' })
    expect(message.tool_calls?.[0]).toBeDefined()
    expectUsage(message)
  },
  'go on from a call of its own': async ({ create }) => {
    const bound = bind(create(), [weather])
    const first = await bound.invoke(aboutWeather)
    expectAnswer(await bound.invoke(await withOutput(first)))
  },
  'go on from a call of its own, streamed': async ({ create }) => {
    const bound = bind(create(), [weather])
    const first = await streamed(bound, aboutWeather)
    expectAnswer(await streamed(bound, await withOutput(first)))
  },
  'answer in a form with parts of any kind': async ({ create }) => {
    const schema = z.object({
      decision: z.enum(['UseAPI', 'UseFallback']),
      explanation: z.string(),
      apiDetails: z.object({
        serviceName: z.string(),
        parameters: z.record(z.string(), z.unknown()),
      }),
    })
    const structured = create().withStructuredOutput(schema, { name: 'service_tool' })
    const answer = await structured.invoke('Use the API: it is faster. Service: MyService.')
    expect(answer['apiDetails']).toBeTypeOf('object')
  },
  'call tools in parallel': async ({ create, simulator }) => {
    const names = [weather.name, time.name]
    const calls = toolCallsScenario(
      names.map((name) => ({ name, arguments: { location: 'San Francisco' } })),
    )
    simulator.scenario(calls, calls)
    const bound = bind(create(), [weather, time])
    const question = 'What are the weather and the time in San Francisco?'
    const first = await bound.invoke(question)
    expect(first.tool_calls?.map(({ name }) => name)).toEqual(names)
    const again = await streamed(bound, question)
    expect(again.tool_calls?.map(({ name }) => name)).toEqual(names)
    const outputs = (first.tool_calls ?? []).map(
      ({ id = '', name }) => new ToolMessage({ content: 'fine', tool_call_id: id, name }),
    )
    const last = await bound.invoke([new HumanMessage(question), first, ...outputs])
    expect(last.tool_calls ?? []).toEqual([])
    expectAnswer(last)
  },
  'call a tool that is only parameters': async ({ create }) => {
    const { name, description } = weather
    const bound = bind(create(), [{ name, description, schema: place }])
    for (const message of [await bound.invoke(aboutWeather), await streamed(bound, aboutWeather)]) {
      expect(message.tool_calls?.[0]).toMatchObject({
        name,
        args: { location: expect.any(String) },
      })
    }
  },
  'take a block of text': async ({ create }) => {
    expectAnswer(await create().invoke([saying({ type: 'text', source_type: 'text', text: 'Hi' })]))
  },
  'take pictures': async ({ create }) => {
    for (const source of [
      { source_type: 'url', url: 'https://pictures.example/red-disc.png' },
      { source_type: 'base64', data: png, mime_type: 'image/png' },
      { source_type: 'url', url: `data:image/png;base64,${png}` },
    ]) {
      expectAnswer(await create().invoke([saying({ type: 'image', ...source })]))
    }
  },
  'take a file': async ({ create }) => {
    const url = `data:application/pdf;base64,${Buffer.from('%PDF-1.4').toString('base64')}`
    const block = { type: 'file', source_type: 'url', url, mime_type: 'application/pdf' }
    const metadata = { filename: 'hello.pdf' }
    expectAnswer(await create().invoke([saying({ ...block, metadata })]))
  },
}

function bind(
  model: Model,
  tools: BindToolsInput[],
): Runnable<Parameters<Model['invoke']>[0], AIMessageChunk> {
  return model.bindTools?.(tools) ?? expect.fail('It has no bindTools.')
}

async function streamed<Input>(
  runnable: Runnable<Input, AIMessageChunk>,
  input: Input,
): Promise<AIMessageChunk> {
  let whole: AIMessageChunk | undefined
  for await (const chunk of await runnable.stream(input)) {
    whole = whole ? concat(whole, chunk) : chunk
  }
  return whole ?? expect.fail('Nothing came.')
}

function expectAnswer(message: AIMessage): void {
  expect(AIMessage.isInstance(message)).toBe(true)
  expect(message.text).toMatch(/./)
}

function expectUsage(message: AIMessage): void {
  const usage = message.usage_metadata as UsageMetadata | undefined
  expect(usage?.input_tokens).toBeGreaterThan(0)
  expect(usage?.output_tokens).toBeGreaterThan(0)
  expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0))
}

function saying(block: object): HumanMessage {
  return new HumanMessage({ content: [block as never] })
}

/** A call of the adder, as a message from elsewhere. */
function calling(content: AIMessage['content']): AIMessage {
  const call = { name: 'AdderTool', args: { a: 1, b: 2 }, id: 'call_1', type: 'tool_call' as const }
  return new AIMessage({ content, tool_calls: [call] })
}

/** What came of it. */
async function added(): Promise<ToolMessage> {
  const content = await new AdderTool().invoke({ a: 1, b: 2 } as never)
  return new ToolMessage({ content, tool_call_id: 'call_1', name: 'AdderTool' })
}

async function withOutput(message: AIMessage): Promise<BaseMessage[]> {
  const [call] = message.tool_calls ?? []
  expect(call).toMatchObject({ name: weather.name })
  const content = await weather.invoke(call?.args as z.infer<typeof place>)
  const output = new ToolMessage({ content, tool_call_id: call?.id ?? '', name: weather.name })
  return [new HumanMessage(aboutWeather), message, output]
}
