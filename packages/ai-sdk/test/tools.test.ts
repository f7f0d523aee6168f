import { textScenario, toolCallsScenario, type Scenario } from '@via-codex/simulator'
import {
  createAgentUIStream,
  isStepCount,
  Output,
  readUIMessageStream,
  streamText,
  tool,
  ToolLoopAgent,
  type ModelMessage,
  type UIMessage,
} from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { drawn } from '../../../tools/connect-simulator.ts'
import { ask, modes } from './support/ask.ts'
import { connect } from './support/connect.ts'

const weather = tool({
  description: 'The weather in a city',
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => `${city}: 21 degrees`,
})
const prompt = 'What is the weather in Lisbon and Porto?'
const bothCities = toolCallsScenario([
  { name: 'weather', arguments: { city: 'Lisbon' }, callId: 'call_1' },
  { name: 'weather', arguments: { city: 'Porto' }, callId: 'call_2' },
])
const stopWhen = isStepCount(3)

describe.each(modes)('%s', (mode) => {
  it('runs tools in parallel and gives their outputs back', async () => {
    const { codex, simulator, input } = await connect()
    simulator.scenario(bothCities, textScenario('Warm in both.'))
    const result = await ask(mode, {
      model: codex('gpt-5.5'),
      prompt,
      tools: { weather },
      stopWhen,
    })
    expect(result.text).toBe('Warm in both.')
    expect(result.steps.map((step) => step.finishReason)).toEqual(['tool-calls', 'stop'])
    expect(input().slice(1)).toMatchObject([
      { type: 'function_call', call_id: 'call_1' },
      { type: 'function_call', call_id: 'call_2' },
      { type: 'function_call_output', call_id: 'call_1', output: 'Lisbon: 21 degrees' },
      { type: 'function_call_output', call_id: 'call_2', output: 'Porto: 21 degrees' },
    ])
    expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
    expect(simulator.requests.count('responses')).toBe(2)
  })

  it.each([
    ['none', 'none'],
    ['required', 'required'],
    [
      { type: 'tool', toolName: 'weather' },
      { type: 'function', name: 'weather' },
    ],
  ] as const)('sends the choice of tool %j', async (toolChoice, expected) => {
    const { codex, body } = await connect()
    const result = await ask(mode, {
      model: codex('gpt-5.5'),
      prompt,
      tools: { weather },
      toolChoice,
    })
    expect(body()['tool_choice']).toEqual(expected)
    expect(result.toolCalls).toHaveLength(toolChoice === 'none' ? 0 : 1)
  })

  it('tells the model of a tool that failed', async () => {
    const { codex, simulator, input } = await connect()
    simulator.scenario(bothCities, textScenario('I cannot tell.'))
    const broken = tool({
      inputSchema: z.object({ city: z.string() }),
      execute: (): string => {
        throw new Error('no satellite')
      },
    })
    const result = await ask(mode, {
      model: codex('gpt-5.5'),
      prompt,
      tools: { weather: broken },
      stopWhen,
    })
    expect(result.text).toBe('I cannot tell.')
    expect(input().at(-1)).toMatchObject({ output: expect.stringContaining('no satellite') })
  })

  it('gives a picture back as the output of a tool', async () => {
    const { codex, simulator, input } = await connect()
    simulator.scenario(bothCities, textScenario('I see.'))
    const camera = tool({
      inputSchema: z.object({ city: z.string() }),
      execute: ({ city }) => city,
      toModelOutput: ({ output }) => ({
        type: 'content',
        value: [
          { type: 'text', text: output },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBORw0KGgo=' } },
        ],
      }),
    })
    await ask(mode, { model: codex('gpt-5.5'), prompt, tools: { weather: camera }, stopWhen })
    expect(input().at(-1)).toMatchObject({
      output: [
        { type: 'input_text', text: 'Porto' },
        { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' },
      ],
    })
  })

  it('calls a tool and then answers in a form', async () => {
    const { codex, simulator } = await connect()
    simulator.scenario(bothCities, textScenario('{"degrees":21}'))
    const settings = {
      model: codex('gpt-5.5'),
      prompt,
      tools: { weather },
      stopWhen,
      output: Output.object({ schema: z.object({ degrees: z.number() }) }),
    }
    const { text } = await ask(mode, settings)
    expect(JSON.parse(text)).toEqual({ degrees: 21 })
  })

  it('searches the web, names its sources, and goes on', async () => {
    const { codex, simulator, body, input } = await connect()
    simulator.scenario(searched, textScenario('Still pink.'))
    const model = codex('gpt-5.5')
    const tools = { web_search: codex.tools.webSearch({ externalWebAccess: true }) }
    const first = await ask(mode, { model, prompt: 'Flamingos?', tools })
    expect(body()).toMatchObject({ tools: [{ type: 'web_search', external_web_access: true }] })
    expect(first.sources).toMatchObject([
      { sourceType: 'url', url: 'https://birds.example/flamingo' },
    ])
    const second = await ask(mode, {
      model,
      messages: [...userSays('Flamingos?'), ...first.responseMessages, ...userSays('Sure?')],
      tools,
    })
    expect(second.text).toBe('Still pink.')
    expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
  })

  it('draws, and goes on', async () => {
    const { codex, simulator } = await connect()
    simulator.scenario(drawn, textScenario('As you see.'))
    const model = codex('gpt-5.5')
    const tools = { image_generation: codex.tools.imageGeneration({ partialImages: 1 }) }
    const first = await ask(mode, { model, prompt: 'Draw a sunset', tools })
    expect(first.toolResults.at(-1)).toMatchObject({ output: { result: 'RklOQUw=' } })
    const second = await ask(mode, {
      model,
      messages: [...userSays('Draw a sunset'), ...first.responseMessages, ...userSays('Why?')],
      tools,
    })
    expect(second.text).toBe('As you see.')
  })
})

it('shows a picture while it is drawn', async () => {
  const { codex, simulator } = await connect()
  simulator.scenario(drawn)
  const { stream } = streamText({
    model: codex('gpt-5.5'),
    prompt: 'Draw a sunset',
    tools: { image_generation: codex.tools.imageGeneration({ partialImages: 1 }) },
  })
  const results = []
  for await (const part of stream) {
    if (part.type === 'tool-result') results.push(part.output)
  }
  expect(results).toEqual([{ result: 'UEFSVA==' }, { result: 'RklOQUw=' }])
})

describe('an agent', () => {
  it('works in a loop', async () => {
    const { codex, simulator } = await connect()
    simulator.scenario(bothCities, textScenario('Warm in both.'))
    const agent = new ToolLoopAgent({
      model: codex('gpt-5.5'),
      instructions: 'Help.',
      tools: { weather },
    })
    const { text, steps } = await agent.generate({ prompt })
    expect({ text, steps: steps.length }).toEqual({ text: 'Warm in both.', steps: 2 })
  })

  it('streams to a user interface, and takes its messages back', async () => {
    const { codex, simulator, input } = await connect()
    simulator.scenario(bothCities, textScenario('Warm in both.'), textScenario('Yes.'))
    const agent = new ToolLoopAgent({ model: codex('gpt-5.5'), tools: { weather } })
    const question: UIMessage = { id: 'u1', role: 'user', parts: [{ type: 'text', text: prompt }] }
    const answer = await converse([question])
    const parts = answer?.parts.filter((part) => part.type !== 'step-start')
    expect(parts).toMatchObject([
      { type: 'tool-weather', state: 'output-available', output: 'Lisbon: 21 degrees' },
      { type: 'tool-weather', state: 'output-available', output: 'Porto: 21 degrees' },
      { type: 'text', text: 'Warm in both.' },
    ])
    await converse([question, answer as UIMessage, { ...question, id: 'u2' }])
    expect(input().map((item) => item['type'] ?? item['role'])).toEqual([
      'user',
      'function_call',
      'function_call',
      'function_call_output',
      'function_call_output',
      'assistant',
      'user',
    ])

    async function converse(uiMessages: UIMessage[]): Promise<UIMessage | undefined> {
      const stream = await createAgentUIStream({ agent, uiMessages })
      let last: UIMessage | undefined
      for await (const message of readUIMessageStream({ stream })) last = message
      return last
    }
  })
})

const searched: Scenario = {
  items: [
    {
      type: 'raw',
      item: {
        id: 'ws_1',
        type: 'web_search_call',
        status: 'completed',
        action: {
          type: 'search',
          query: 'flamingos',
          sources: [{ type: 'url', url: 'https://birds.example/flamingo' }],
        },
      },
      events: [{ type: 'response.web_search_call.searching' }],
    },
    { type: 'text', text: 'They are pink.' },
  ],
}

function userSays(content: string): ModelMessage[] {
  return [{ role: 'user', content }]
}
