import {
  incompleteScenario,
  reasoningScenario,
  refusalScenario,
  textScenario,
} from '@via-codex/simulator'
import {
  convertToModelMessages,
  generateText,
  Output,
  readUIMessageStream,
  streamText,
  toUIMessageStream,
  type UIMessage,
} from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { backends, differences } from '../../../tools/backends.ts'
import { expectInstructed } from '../../../tools/connect-simulator.ts'
import { ask, ways } from './support/ask.ts'
import {
  ciphertext,
  givesTextAndUsage,
  history,
  replaysReasoning,
  takesSystemMessages,
  userSays,
} from './support/cases.ts'
import { connect } from './support/connect.ts'

const prompt = 'Say hello'
const usage = { inputTokens: 100, cachedTokens: 64, outputTokens: 90, reasoningTokens: 64 }

describe.each(ways)('%s, %s', (backend, mode) => {
  it('gives text and usage, cached and reasoning tokens told apart', async () => {
    await expect(givesTextAndUsage(backend, mode)).resolves.toBeUndefined()
  })

  it('tells of plan, limits, request, cache and tier in providerMetadata.codex', async () => {
    const { codex, simulator } = await connect(backend, {}, {}, { planType: 'pro' })
    simulator.scenario(textScenario('Hello.', { usage, model: 'gpt-5.5-2026' }))
    const providerOptions = { codex: { serviceTier: 'priority' } }
    const { providerMetadata } = await ask(mode, {
      model: codex('gpt-5.5'),
      prompt,
      providerOptions,
    })
    expect(providerMetadata?.['codex']).toMatchObject({
      requestId: expect.stringMatching(/^req_fake_/),
      modelId: 'gpt-5.5-2026',
      cachedInputTokens: 64,
      serviceTier: 'priority',
    })
    const { planType, rateLimits } = { ...providerMetadata?.['codex'] }
    const told = {
      planType: 'pro',
      rateLimits: {
        primary: {
          usedPercent: 12.5,
          windowMinutes: 300,
          resetsAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        },
        secondary: { usedPercent: 34, windowMinutes: 10_080 },
      },
    }
    expect({ planType, rateLimits }).toMatchObject(
      differences.limits[backend] ? told : { planType: undefined, rateLimits: undefined },
    )
    expect(providerMetadata?.['openai']).toHaveProperty('responseId')
  })

  it('goes over a WebSocket where there is one, with the same told of the plan', async () => {
    const { codex, simulator } = await connect(backend, { transport: 'websocket' })
    const model = codex('gpt-5.5')
    for (const text of ['One.', 'Two.']) {
      simulator.scenario(textScenario(text))
      const result = await ask(mode, { model, prompt })
      expect(result.text).toBe(text)
      const { rateLimits } = { ...result.providerMetadata?.['codex'] }
      expect(rateLimits !== undefined).toBe(differences.limits[backend])
    }
    expect(simulator.requests.count('upgrade')).toBe(differences.WebSocket[backend] ? 1 : 0)
  })

  it('knows the priority tier by both its names', async () => {
    const { codex, body } = await connect(backend)
    const providerOptions = { codex: { serviceTier: 'fast' } }
    const { warnings } = await ask(mode, { model: codex('gpt-5.5'), prompt, providerOptions })
    expect(warnings).toEqual([])
    expect(body()['service_tier']).toBe('priority')
  })

  it.each(['codex', 'openai'])('takes options under %s', async (name) => {
    const { codex, body } = await connect(backend)
    const { warnings } = await ask(mode, {
      model: codex('gpt-5.5'),
      prompt,
      providerOptions: {
        [name]: {
          reasoningEffort: 'xhigh',
          reasoningSummary: 'concise',
          textVerbosity: 'low',
          parallelToolCalls: false,
          promptCacheKey: 'cache-1',
          serviceTier: 'priority',
          instructions: 'Be brief.',
        },
      },
    })
    expect(warnings).toEqual([])
    expect(body()).toMatchObject({
      reasoning: { effort: 'xhigh', summary: 'concise' },
      text: { verbosity: 'low' },
      parallel_tool_calls: false,
      prompt_cache_key: 'cache-1',
      service_tier: 'priority',
      instructions: 'Be brief.',
    })
  })

  it('lets the call outrank the provider, and codex outrank openai', async () => {
    const { codex, body } = await connect(backend, {
      defaultOptions: { reasoningEffort: 'low', textVerbosity: 'high' },
    })
    await ask(mode, {
      model: codex('gpt-5.5'),
      prompt,
      providerOptions: {
        codex: { reasoningEffort: 'high' },
        openai: { reasoningEffort: 'medium', parallelToolCalls: false },
      },
    })
    expect(body()).toMatchObject({
      reasoning: { effort: 'high' },
      text: { verbosity: 'high' },
      parallel_tool_calls: false,
    })
  })

  it.each([
    ['maxOutputTokens', { maxOutputTokens: 100 }],
    ['temperature', { temperature: 0.5 }],
    ['topP', { topP: 0.5 }],
    ['topK', { topK: 5 }],
    ['seed', { seed: 5 }],
    ['presencePenalty', { presencePenalty: 0.5 }],
    ['frequencyPenalty', { frequencyPenalty: 0.5 }],
    ['stopSequences', { stopSequences: ['END'] }],
  ])('warns that %s is left out', async (feature, setting) => {
    const { codex } = await connect(backend)
    const { text, warnings } = await ask(mode, { model: codex('gpt-5.5'), prompt, ...setting })
    expect(text).not.toBe('')
    expect(warnings).toEqual([expect.objectContaining({ type: 'unsupported', feature })])
  })

  it.each([
    ['previousResponseId', 'resp_1'],
    ['conversation', 'conv_1'],
    ['store', true],
    ['metadata', { a: 'b' }],
    ['user', 'someone'],
    ['truncation', 'auto'],
    ['promptCacheRetention', '24h'],
    ['safetyIdentifier', 'someone'],
    ['maxToolCalls', 3],
    ['logprobs', 3],
    ['contextManagement', [{ type: 'compaction', compactThreshold: 1000 }]],
    ['systemMessageMode', 'system'],
    ['systemMessageMode', 'remove'],
    ['forceReasoning', false],
  ])('warns that the option %s (%j) is left out', async (feature, value) => {
    const { codex, body } = await connect(backend)
    const { text, warnings } = await ask(mode, {
      model: codex('gpt-5.5'),
      instructions: 'Be brief.',
      messages: history,
      providerOptions: { codex: { reasoningEffort: 'low', [feature]: value } },
    })
    expect(text).not.toBe('')
    const isTaken = feature === 'contextManagement' && differences.compaction[backend]
    const warning = expect.objectContaining({ type: 'unsupported', feature })
    expect(warnings).toEqual(isTaken ? [] : [warning])
    expect('context_management' in body()).toBe(isTaken)
    expect(body()['store']).toBe(false)
    expectInstructed(backend, body(), 'Be brief.', history.length)
  })

  it('reasons with a model that nobody knows, without a warning', async () => {
    const { codex, body } = await connect(backend)
    const result = await ask(mode, {
      model: codex('codex-auto-review'),
      instructions: 'Be brief.',
      prompt,
      reasoning: 'high',
    })
    expect(result.warnings).toEqual([])
    expect(result.reasoningText).toBeTruthy()
    expect(body()).toMatchObject({ reasoning: { effort: 'high', summary: 'detailed' } })
  })

  it('sends reasoning back encrypted, without an id or a reference', async () => {
    await expect(replaysReasoning(backend, mode)).resolves.toBeUndefined()
  })

  it('keeps the phase of each message', async () => {
    const { codex, simulator, input } = await connect(backend)
    simulator.scenario({
      items: [
        { type: 'text', text: 'Looking.', phase: 'commentary' },
        { type: 'text', text: 'Found.', phase: 'final_answer' },
      ],
    })
    const model = codex('gpt-5.5')
    const first = await ask(mode, { model, prompt })
    await ask(mode, {
      model,
      messages: [...userSays(prompt), ...first.responseMessages, ...userSays('More')],
    })
    expect(input().slice(1, 3)).toMatchObject([{ phase: 'commentary' }, { phase: 'final_answer' }])
  })

  it('takes a refusal and a short answer for what they are', async () => {
    const { codex, simulator } = await connect(backend)
    const model = codex('gpt-5.5')
    simulator.scenario(refusalScenario('I would rather not.'), incompleteScenario('Half an'))
    expect(await ask(mode, { model, prompt })).toMatchObject({
      text: 'I would rather not.',
      finishReason: 'content-filter',
    })
    expect(await ask(mode, { model, prompt })).toMatchObject({
      text: 'Half an',
      finishReason: 'length',
    })
  })

  it('sends pictures and documents along, whatever they come as', async () => {
    const { codex, input } = await connect(backend)
    const { text } = await ask(mode, {
      model: codex('gpt-5.5'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'file', mediaType: 'image/png', data: png },
            {
              type: 'file',
              mediaType: 'image/png',
              data: `data:image/png;base64,${png.toString('base64')}`,
              providerOptions: { codex: { imageDetail: 'low' } },
            },
            {
              type: 'file',
              mediaType: 'application/pdf',
              filename: 'a.pdf',
              data: Buffer.from('%PDF-1.7'),
            },
          ],
        },
      ],
    })
    expect(text).toContain('png')
    expect(input()[0]).toMatchObject({
      content: [
        { type: 'input_text' },
        { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/) },
        { type: 'input_image', detail: 'low' },
        { type: 'input_file', file_data: expect.stringMatching(/^data:application\/pdf;base64,/) },
      ],
    })
  })
})

describe.each(backends)('%s', (backend) => {
  it('has what is named by an address downloaded, and not fetched by the backend', async () => {
    const { codex, input } = await connect(backend)
    const urls: string[] = []
    await generateText({
      model: codex('gpt-5.5'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', mediaType: 'image', data: new URL('https://pictures.example/a.png') },
            {
              type: 'file',
              mediaType: 'application/pdf',
              data: new URL('https://papers.example/a.pdf'),
            },
          ],
        },
      ],
      experimental_download: async (requests) => {
        urls.push(
          ...requests.map(
            ({ url, isUrlSupportedByModel }) => `${url.href} ${isUrlSupportedByModel}`,
          ),
        )
        return requests.map(({ url }) =>
          url.pathname.endsWith('.png')
            ? { data: png, mediaType: 'image/png' }
            : { data: Buffer.from('%PDF-1.7'), mediaType: 'application/pdf' },
        )
      },
    })
    expect(urls).toEqual([
      'https://pictures.example/a.png false',
      'https://papers.example/a.pdf false',
    ])
    expect(JSON.stringify(input())).not.toContain('.example')
  })

  describe('instructions', () => {
    it('are given, or stand in', async () => {
      const { codex, body } = await connect(backend, {}, { instructions: 'always' })
      const model = codex('gpt-5.5')
      await generateText({ model, instructions: 'Be brief.', prompt })
      expectInstructed(backend, body(), 'Be brief.', 1)
      await generateText({ model, prompt })
      expect(body()['instructions']).toBe(differences.instructions[backend].standIn)
    })

    it('may come in mid-conversation, as a developer', async () => {
      await expect(takesSystemMessages(backend, 'generate')).resolves.toBeUndefined()
    })
  })

  it('survives the way through UI messages: reasoning, and no reference', async () => {
    const { codex, simulator, input } = await connect(backend)
    simulator.scenario(reasoningScenario('Thinking.', 'One.'), textScenario('Two.'))
    const model = codex('gpt-5.5')
    const question: UIMessage = { id: 'u1', role: 'user', parts: [{ type: 'text', text: prompt }] }
    const { stream } = streamText({
      model,
      messages: await convertToModelMessages([question]),
      reasoning: 'high',
    })
    let answer: UIMessage | undefined
    for await (const message of readUIMessageStream({ stream: toUIMessageStream({ stream }) }))
      answer = message
    const stored = JSON.parse(
      JSON.stringify([question, answer, { ...question, id: 'u2' }]),
    ) as UIMessage[]
    await generateText({ model, messages: await convertToModelMessages(stored) })
    expect(input().map((item) => item['type'] ?? item['role'])).toEqual([
      'user',
      'reasoning',
      'assistant',
      'user',
    ])
    expect(input()[1]?.['encrypted_content']).toContain(ciphertext)
    expect(JSON.stringify(input())).not.toMatch(/"id":|item_reference/)
  })

  describe('structured output', () => {
    const schema = z.object({ name: z.string(), ages: z.array(z.number()) })

    it.each([
      [
        'object',
        Output.object({ schema }),
        { name: 'Ada', ages: [1, 2] },
        { name: 'Ada', ages: [1, 2] },
      ],
      [
        'array',
        Output.array({ element: schema }),
        { elements: [{ name: 'Ada', ages: [] }] },
        [{ name: 'Ada', ages: [] }],
      ],
      ['choice', Output.choice({ options: ['sun', 'rain'] }), { result: 'rain' }, 'rain'],
      ['json', Output.json(), { any: ['thing'] }, { any: ['thing'] }],
    ])('comes as %s', async (_name, output, answer, expected) => {
      const { codex, simulator, body } = await connect(backend)
      simulator.scenario(textScenario(JSON.stringify(answer)))
      const result = await generateText({
        model: codex('gpt-5.5'),
        prompt,
        output: output as Output.Output<unknown>,
      })
      expect(result.output).toEqual(expected)
      expect(body()['text']).toHaveProperty('format')
    })

    it('comes in parts', async () => {
      const { codex, simulator } = await connect(backend)
      simulator.scenario(textScenario('{"name":"Ada Lovelace","ages":[1,2,3]}'))
      const result = streamText({
        model: codex('gpt-5.5'),
        prompt,
        output: Output.object({ schema }),
      })
      const parts = []
      for await (const part of result.partialOutputStream) parts.push(part)
      expect(parts.length).toBeGreaterThan(2)
      expect(parts.at(-1)).toEqual({ name: 'Ada Lovelace', ages: [1, 2, 3] })
      expect(await result.output).toEqual({ name: 'Ada Lovelace', ages: [1, 2, 3] })
    })
  })
})

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
