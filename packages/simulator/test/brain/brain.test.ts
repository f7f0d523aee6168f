import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/index.ts'
import { codexBody, eventsOf, postResponses, textOf, user } from '../support/client.ts'
import { simulate } from '../support/with-simulator.ts'

async function ask(more: JsonObject): Promise<JsonObject[]> {
  const simulator = await simulate()
  const response = await postResponses(simulator, { body: codexBody(more) })
  expect(response.status).toBe(200)
  return eventsOf(response)
}

function usageOf(events: JsonObject[]): { reasoning: number; output: number } {
  const end = events.at(-1) as {
    response: {
      usage: { output_tokens: number; output_tokens_details: { reasoning_tokens: number } }
    }
  }
  const { usage } = end.response
  return { reasoning: usage.output_tokens_details.reasoning_tokens, output: usage.output_tokens }
}

describe('a drawing', () => {
  const input = [user('Generate an SVG of a pelican riding a bicycle')]

  test('comes as a sentence and a fenced block', async () => {
    const events = await ask({ input })
    expect(textOf(events)).toMatch(/^[A-Z][^\n]+:\n\n```svg\n<svg [\s\S]+<\/svg>\n```$/u)
    expect(usageOf(events).reasoning).toBeLessThan(100)
  })

  test('is richer with more effort, and takes more thought', async () => {
    const plain = textOf(await ask({ input }))
    const events = await ask({ input, reasoning: { effort: 'xhigh' } })
    expect(textOf(events).length).toBeGreaterThan(3 * plain.length)
    expect(textOf(events)).toContain('helmet')
    const { reasoning, output } = usageOf(events)
    expect(reasoning).toBeGreaterThan(8000)
    expect(output).toBeGreaterThan(reasoning)
  })
})

describe('a chat', () => {
  test('remembers what was said', async () => {
    expect(textOf(await ask({ input: [user('Hello')] }))).toContain('You said: “Hello”.')
    const assistant = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hi.' }],
    }
    const text = textOf(await ask({ input: [user('Hello'), assistant, user('And now?')] }))
    expect(text).toContain('You said: “And now?”.')
    expect(text).toContain('Before that you said: “Hello”.')
    expect(text).toContain('2 turns')
  })
})

describe('a tool', () => {
  const weather = {
    type: 'function',
    name: 'get_weather',
    description: 'Tells the weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  }
  const callOf = (events: JsonObject[]): JsonObject | undefined =>
    events
      .filter(({ type }) => type === 'response.output_item.done')
      .map(({ item }) => item as JsonObject)
      .find(({ type }) => type === 'function_call')

  test('is called when the words match, with arguments from the prompt', async () => {
    const input = [user('How is the weather in New York, in fahrenheit?')]
    const call = callOf(await ask({ input, tools: [weather] }))
    expect(call).toMatchObject({ name: 'get_weather' })
    expect(JSON.parse(String(call?.['arguments']))).toEqual({
      city: 'New York',
      unit: 'fahrenheit',
    })
  })

  test('is found among the tools of a lite request', async () => {
    const lite = {
      type: 'additional_tools',
      role: 'developer',
      tools: [{ type: 'namespace', name: 'functions', description: '', tools: [weather] }],
    }
    const call = callOf(await ask({ input: [lite, user('The weather in Oslo, please')] }))
    expect(call).toMatchObject({ name: 'get_weather', namespace: 'functions' })
  })

  test('is left alone when nothing matches or it is forbidden, and called by force', async () => {
    expect(callOf(await ask({ tools: [weather] }))).toBeUndefined()
    const input = [user('The weather in Oslo')]
    const none = await ask({ input, tools: [weather], tool_choice: 'none' })
    expect(callOf(none)).toBeUndefined()
    expect(callOf(await ask({ tools: [weather], tool_choice: 'required' }))).toBeDefined()
  })

  test('has its output used', async () => {
    const call = { type: 'function_call', call_id: 'c1', name: 'get_weather', arguments: '{}' }
    const output = { type: 'function_call_output', call_id: 'c1', output: '21 °C and sunny' }
    const input = [user('How is the weather?'), call, output]
    const events = await ask({ input, tools: [weather] })
    expect(callOf(events)).toBeUndefined()
    expect(textOf(events)).toContain('21 °C and sunny')
  })
})

test('structured output follows its schema', async () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 18 } },
    required: ['name', 'age'],
    additionalProperties: false,
  }
  const text = { format: { type: 'json_schema', name: 'person', strict: true, schema } }
  const events = await ask({ text, input: [user('Make up Grace, who is 42')] })
  expect(JSON.parse(textOf(events))).toEqual({ name: 'Grace', age: 42 })
})

test('describes an image and names a file', async () => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const content = [
    { type: 'input_text', text: 'What is this?' },
    { type: 'input_image', image_url: `data:image/png;base64,${png}` },
    { type: 'input_file', filename: 'notes.pdf', file_data: 'data:application/pdf;base64,AAAA' },
  ]
  const text = textOf(await ask({ input: [{ role: 'user', content }] }))
  expect(text).toContain('image/png, 70 bytes, 1×1 pixels')
  expect(text).toContain('notes.pdf: application/pdf, 3 bytes')
})

test('paints when the hosted tool is on offer and called for', async () => {
  const tools = [{ type: 'image_generation' }]
  const events = await ask({ tools, tool_choice: { type: 'image_generation' } })
  const done = events.filter(({ type }) => type === 'response.output_item.done')
  expect(done.at(-1)).toMatchObject({
    item: { type: 'image_generation_call', status: 'completed' },
  })
  expect(textOf(await ask({ tools }))).toContain('You said')
})
