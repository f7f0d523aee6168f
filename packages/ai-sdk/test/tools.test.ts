import { findCodexError } from '@via-codex/core'
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
import { drawn, expectFunctions } from '../../../tools/connect-simulator.ts'
import { backends, differences } from '../../../tools/backends.ts'
import { ask, modes, ways } from './support/ask.ts'
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

describe.each(ways)('%s, %s', (backend, mode) => {
  it.each(['gpt-5.5', 'gpt-6-sol'])(
    'has %s run tools in parallel, and gives their outputs back',
    async (id) => {
      const { codex, simulator, body, input } = await connect(backend)
      simulator.scenario(bothCities, textScenario('Warm in both.'))
      const result = await ask(mode, {
        model: codex(id),
        prompt,
        tools: { weather },
        stopWhen,
      })
      expect(result.text).toBe('Warm in both.')
      expect(result.steps.map((step) => step.finishReason)).toEqual(['tool-calls', 'stop'])
      expectFunctions(backend, id, body(), [{ type: 'function', name: 'weather' }])
      expect(input().slice(-4)).toMatchObject([
        { type: 'function_call', call_id: 'call_1' },
        { type: 'function_call', call_id: 'call_2' },
        { type: 'function_call_output', call_id: 'call_1', output: 'Lisbon: 21 degrees' },
        { type: 'function_call_output', call_id: 'call_2', output: 'Porto: 21 degrees' },
      ])
      expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
      expect(simulator.requests.count('responses')).toBe(2)
    },
  )

  it.each([
    ['none', 'none'],
    ['required', 'required'],
    [
      { type: 'tool', toolName: 'weather' },
      { type: 'function', name: 'weather' },
    ],
  ] as const)('sends the choice of tool %j', async (toolChoice, expected) => {
    const { codex, body } = await connect(backend)
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
    const { codex, simulator, input } = await connect(backend)
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
    const { codex, simulator, input } = await connect(backend)
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

  it('has the search for tools where there is one', async () => {
    const { codex } = await connect(backend)
    const asked = ask(mode, {
      model: codex('gpt-6-sol'),
      prompt,
      tools: { weather, tool_search: codex.tools.toolSearch() },
      toolChoice: 'none',
    })
    const failure = await asked.then(
      () => undefined,
      (error: unknown) => findCodexError(error),
    )
    const isThere = differences['tool search'][backend]
    expect(failure?.code).toBe(isThere ? undefined : 'UNSUPPORTED_BY_BACKEND')
  })

  it('calls a tool and then answers in a form', async () => {
    const { codex, simulator } = await connect(backend)
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
    const { codex, simulator, body, input } = await connect(backend)
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
})

describe.each(backends)('%s', (backend) => {
  describe('an agent', () => {
    it('works in a loop', async () => {
      const { codex, simulator } = await connect(backend)
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
      const { codex, simulator, input } = await connect(backend)
      simulator.scenario(bothCities, textScenario('Warm in both.'), textScenario('Yes.'))
      const agent = new ToolLoopAgent({ model: codex('gpt-5.5'), tools: { weather } })
      const question: UIMessage = {
        id: 'u1',
        role: 'user',
        parts: [{ type: 'text', text: prompt }],
      }
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
})

describe.each(backends.filter((name) => differences.pictures[name]))(
  'the hosted tool that draws, %s',
  (backend) => {
    it.each(modes)('draws, and goes on, %s', async (mode) => {
      const { codex, simulator } = await connect(backend)
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

    it('shows a picture while it is drawn', async () => {
      const { codex, simulator } = await connect(backend)
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
  },
)

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
