import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { findCodexError } from '@via-codex/core'
import {
  refusalScenario,
  textScenario,
  toolCallsScenario,
  type Scenario,
} from '@via-codex/simulator'
import { createAgent, tool } from 'langchain'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { codexTools } from '../src/index.ts'
import { drawn, expectFunctions, expectInstructed } from '../../../tools/connect-simulator.ts'
import { backends, differences } from '../../../tools/backends.ts'
import { ask, failure, modes, ways } from './support/ask.ts'
import { connect } from './support/connect.ts'

const weather = tool(({ city }) => `${city}: 21 degrees`, {
  name: 'weather',
  description: 'The weather in a city',
  schema: z.object({ city: z.string() }),
})
const prompt = 'What is the weather in Lisbon and Porto?'
const bothCities = toolCallsScenario([
  { name: 'weather', arguments: { city: 'Lisbon' }, callId: 'call_1' },
  { name: 'weather', arguments: { city: 'Porto' }, callId: 'call_2' },
])
const bird = z.object({ name: z.string(), wingspan: z.number() })
const albatross = { name: 'Albatross', wingspan: 350 }

describe.each(ways)('%s, %s', (backend, mode) => {
  it.each(['gpt-5.5', 'gpt-6-sol'])(
    'has %s call tools in parallel, and gets their outputs',
    async (id) => {
      const { model, simulator, body, input } = await connect(backend, {
        model: id,
        instructions: 'Field.',
      })
      simulator.scenario(bothCities, textScenario('Warm in both.'))
      const bound = model.bindTools([weather])
      const calls = await ask(mode, bound, prompt)
      expect(calls.tool_calls).toMatchObject([
        { name: 'weather', args: { city: 'Lisbon' }, id: 'call_1', type: 'tool_call' },
        { name: 'weather', args: { city: 'Porto' }, id: 'call_2' },
      ])
      const outputs = await Promise.all(
        (calls.tool_calls ?? []).map((call) => weather.invoke(call)),
      )
      const answer = await ask(mode, bound, [new HumanMessage(prompt), calls, ...outputs])
      expect(answer.text).toBe('Warm in both.')
      expectFunctions(backend, id, body(), [{ type: 'function', name: 'weather' }])
      expect(input().slice(-4)).toMatchObject([
        { type: 'function_call', call_id: 'call_1' },
        { type: 'function_call', call_id: 'call_2' },
        { type: 'function_call_output', call_id: 'call_1', output: 'Lisbon: 21 degrees' },
        { type: 'function_call_output', call_id: 'call_2', output: 'Porto: 21 degrees' },
      ])
      expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
    },
  )

  it('keeps its class and its settings where tools and options are bound', async () => {
    const { model, body } = await connect(backend, {
      instructions: 'Field.',
      reasoning: { effort: 'high' },
      model: 'codex-auto-review',
    })
    await ask(mode, model.bindTools([weather]).withConfig({ tags: ['mine'] }), 'Hello')
    expect(body()).toMatchObject({
      instructions: 'Field.',
      reasoning: { effort: 'high' },
      tools: [{ type: 'function', name: 'weather' }],
    })
    await ask(mode, model.withConfig({ instructions: 'Bound.' }), 'Hello')
    expect(body()['instructions']).toBe('Bound.')
  })

  it.each([
    ['none', 'none'],
    ['required', 'required'],
    ['any', 'required'],
    ['auto', 'auto'],
    ['weather', { type: 'function', name: 'weather' }],
  ] as const)('sends the choice of tool %s', async (tool_choice, expected) => {
    const { model, body } = await connect(backend)
    const answer = await ask(mode, model.bindTools([weather], { tool_choice }), prompt)
    expect(body()['tool_choice']).toEqual(expected)
    expect(answer.tool_calls).toHaveLength(tool_choice === 'none' ? 0 : 1)
  })

  it('searches the web, names its sources, and goes on', async () => {
    const { model, simulator, body, input } = await connect(backend)
    simulator.scenario(searched, textScenario('Still pink.'))
    const bound = model.bindTools([codexTools.webSearch()])
    const question = new HumanMessage('Flamingos?')
    const first = await ask(mode, bound, [question])
    expect(body()).toMatchObject({ tools: [{ type: 'web_search' }] })
    expect(JSON.stringify(first.contentBlocks)).toContain('https://birds.example/flamingo')
    const second = await ask(mode, bound, [question, first, new HumanMessage('Sure?')])
    expect(second.text).toBe('Still pink.')
    expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
  })

  it('has the search for tools where there is one', async () => {
    const { model } = await connect(backend, { model: 'gpt-6-sol' })
    const bound = model.bindTools([weather, codexTools.toolSearch()], { tool_choice: 'none' })
    const refused = await ask(mode, bound, prompt).then(
      () => undefined,
      (error: unknown) => findCodexError(error),
    )
    const isThere = differences['tool search'][backend]
    expect(refused?.code).toBe(isThere ? undefined : 'UNSUPPORTED_BY_BACKEND')
  })

  it('calls a custom tool', async () => {
    const { model, simulator, body } = await connect(backend)
    const item = { type: 'custom_tool_call', call_id: 'call_1', name: 'shell', input: 'ls' }
    simulator.scenario({ items: [{ type: 'raw', item: { ...item, status: 'completed' } }] })
    const shell = codexTools.customTool(async () => 'a.txt', {
      name: 'shell',
      description: 'Runs it',
    })
    const { tool_calls } = await ask(mode, model.bindTools([shell]), 'List my files')
    expect(tool_calls).toMatchObject([{ name: 'shell', id: 'call_1', args: { input: 'ls' } }])
    expect(body()['tools']).toMatchObject([{ type: 'custom', name: 'shell' }])
  })
})

describe.each(backends.filter((name) => differences.pictures[name]))(
  'the hosted tool that draws, %s',
  (backend) => {
    it.each(modes)('draws, and goes on, %s', async (mode) => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(drawn, textScenario('As you see.'))
      const bound = model.bindTools([codexTools.imageGeneration()])
      const question = new HumanMessage('Draw a sunset')
      const first = await ask(mode, bound, [question])
      expect(JSON.stringify(first.additional_kwargs)).toContain('RklOQUw=')
      const second = await ask(mode, bound, [question, first, new HumanMessage('Why?')])
      expect(second.text).toBe('As you see.')
    })
  },
)

describe.each(backends.filter((name) => !differences.pictures[name]))(
  'no tool that draws, %s',
  (backend) => {
    it.each(modes)('is refused before sending, %s', async (mode) => {
      const { model, simulator } = await connect(backend)
      const bound = model.bindTools([codexTools.imageGeneration()])
      const error = await failure(ask(mode, bound, 'Draw a sunset'))
      expect(error).toMatchObject({ cause: { code: 'UNSUPPORTED_BY_BACKEND' } })
      expect(simulator.requests.count('responses')).toBe(0)
    })
  },
)

describe.each(backends)('%s', (backend) => {
  describe('withStructuredOutput', () => {
    it.each(['jsonSchema', 'functionCalling', 'jsonMode'] as const)('by %s', async (method) => {
      const { model, simulator, body } = await connect(backend, { instructions: 'Answer in JSON.' })
      const scenario =
        method === 'functionCalling'
          ? toolCallsScenario([{ name: 'bird', arguments: albatross }])
          : textScenario(JSON.stringify(albatross))
      simulator.scenario(scenario, scenario)
      const structured = model.withStructuredOutput(bird, { method, name: 'bird' })
      expect(await structured.invoke('A large bird?')).toEqual(albatross)
      expect(body()).toMatchObject(
        {
          jsonSchema: { text: { format: { type: 'json_schema', name: 'bird', strict: true } } },
          functionCalling: { tool_choice: { type: 'function', name: 'bird' } },
          jsonMode: { text: { format: { type: 'json_object' } } },
        }[method],
      )
      const raw = model.withStructuredOutput(bird, { method, name: 'bird', includeRaw: true })
      const { parsed, raw: message } = await raw.invoke('A large bird?')
      expect({ parsed, isMessage: AIMessage.isInstance(message) }).toEqual({
        parsed: albatross,
        isMessage: true,
      })
    })

    // By calls there is no stream: LangChain's parser of them takes none of the Responses API, whoever's it is.
    it.each(['jsonSchema', 'jsonMode'] as const)('streamed, by %s', async (method) => {
      const { model, simulator } = await connect(backend, { instructions: 'Answer in JSON.' })
      simulator.scenario(textScenario(JSON.stringify(albatross)))
      const structured = model.withStructuredOutput(bird, { method })
      let last: unknown
      for await (const part of await structured.stream('A large bird?')) last = part
      expect(last).toEqual(albatross)
    })

    it('takes a bare JSON schema', async () => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(textScenario(JSON.stringify(albatross)))
      const schema = {
        title: 'bird',
        type: 'object',
        properties: { name: { type: 'string' }, wingspan: { type: 'number' } },
        required: ['name', 'wingspan'],
        additionalProperties: false,
      }
      expect(await model.withStructuredOutput(schema).invoke('A large bird?')).toEqual(albatross)
    })

    it('does not take a refusal for an answer', async () => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(refusalScenario('I would rather not.'))
      const asked = model.withStructuredOutput(bird).invoke('A large bird?')
      await expect(asked).rejects.toThrow(/Failed to parse/)
    })
  })

  describe('an agent', () => {
    it('works in a loop', async () => {
      const { model, simulator, body } = await connect(backend)
      simulator.scenario(bothCities, textScenario('Warm in both.'))
      const agent = createAgent({ model, tools: [weather], systemPrompt: 'Help.' })
      const { messages } = await agent.invoke({ messages: [new HumanMessage(prompt)] })
      expect(messages.map((message) => message.type)).toEqual(['human', 'ai', 'tool', 'tool', 'ai'])
      expect(messages.at(-1)?.text).toBe('Warm in both.')
      expectInstructed(backend, body(), 'Help.', 5)
    })

    it.each(['v0', 'v1'] as const)(
      'sends back what it thought before a call, %s',
      async (outputVersion) => {
        const { model, simulator, input } = await connect(backend, { outputVersion })
        simulator.scenario(
          {
            items: [
              { type: 'reasoning', summary: ['First.'] },
              {
                type: 'toolCall',
                name: 'weather',
                arguments: { city: 'Lisbon' },
                callId: 'call_1',
              },
            ],
          },
          textScenario('Warm.'),
        )
        const agent = createAgent({ model, tools: [weather, codexTools.webSearch()] })
        await agent.invoke({ messages: [new HumanMessage(prompt)] })
        expect(input()).toMatchObject([
          { role: 'user' },
          { type: 'reasoning', encrypted_content: expect.any(String) },
          { type: 'function_call', call_id: 'call_1' },
          { type: 'function_call_output', call_id: 'call_1' },
        ])
        expect(simulator.requests.last('responses').body).toMatchObject({
          tools: [{ type: 'function', name: 'weather' }, { type: 'web_search' }],
        })
      },
    )

    it('streams its messages', async () => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(bothCities, textScenario('Warm in both.'))
      const agent = createAgent({ model, tools: [weather] })
      const stream = await agent.stream(
        { messages: [new HumanMessage(prompt)] },
        { streamMode: 'messages' },
      )
      let text = ''
      let outputs = 0
      for await (const [message] of stream) {
        if (ToolMessage.isInstance(message)) outputs++
        else text += message.text
      }
      expect({ text, outputs }).toEqual({ text: 'Warm in both.', outputs: 2 })
    })

    it('answers in a form', async () => {
      const { model, simulator, body } = await connect(backend)
      simulator.scenario(bothCities, textScenario(JSON.stringify(albatross)))
      const agent = createAgent({ model, tools: [weather], responseFormat: bird })
      const { structuredResponse } = await agent.invoke({ messages: [new HumanMessage(prompt)] })
      expect(structuredResponse).toEqual(albatross)
      expect(body()).toMatchObject({ text: { format: { type: 'json_schema' } } })
    })
  })
})

const citation = {
  type: 'url_citation',
  url: 'https://birds.example/flamingo',
  title: 'Flamingo',
  start_index: 0,
  end_index: 14,
}

const searched: Scenario = {
  items: [
    {
      type: 'raw',
      item: {
        id: 'ws_1',
        type: 'web_search_call',
        status: 'completed',
        action: { type: 'search', query: 'flamingos' },
      },
      events: [{ type: 'response.web_search_call.searching' }],
    },
    {
      type: 'raw',
      item: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [
          {
            type: 'output_text',
            text: 'They are pink.',
            annotations: [citation],
          },
        ],
      },
      events: [
        { type: 'response.output_text.delta', content_index: 0, delta: 'They are pink.' },
        {
          type: 'response.output_text.annotation.added',
          content_index: 0,
          annotation_index: 0,
          annotation: citation,
        },
      ],
    },
  ],
}
