import { execFile } from 'node:child_process'
import { inspect, promisify } from 'node:util'
import { HumanMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages'
import { FakeTracer } from '@langchain/core/utils/testing'
import { createCodexClient, type DroppedField } from '@via-codex/core'
import {
  incompleteScenario,
  refusalScenario,
  textScenario,
  type JsonObject,
} from '@via-codex/simulator'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChatCodex } from '../src/index.ts'
import { backends, differences } from '../../../tools/backends.ts'
import { ask, ways } from './support/ask.ts'
import { givesTextAndUsage, replaysReasoning, takesSystemMessages } from './support/cases.ts'
import { connect } from './support/connect.ts'

const prompt = 'Say hello'
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII='
const imageType = 'image/png'
const imageUrl = `data:${imageType};base64,${png}`
const file = {
  type: 'file',
  data: Buffer.from('%PDF-1.4\n%fake\n').toString('base64'),
  metadata: { filename: 'a.pdf' },
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.doUnmock('@via-codex/core')
})

describe('a model', () => {
  it('is made by its name or by fields, and reads nothing by that', () => {
    const named = new ChatCodex('gpt-5.5', { codexHome: '/nowhere', env: {} })
    const model = new ChatCodex({ model: 'gpt-5.5', codexHome: '/nowhere', env: {} })
    expect([named.model, model.model]).toEqual(['gpt-5.5', 'gpt-5.5'])
    expect(model.getName()).toBe('ChatCodex')
    expect(model._llmType()).toBe('openai-codex')
  })

  it.each([
    [{}, /model must name/],
    [{ model: 7 }, /model must name/],
    [{ model: 'gpt-5.5', instructions: ['a'] }, /instructions must be a text/],
    [{ model: 'gpt-5.5', apiKey: () => 'sk-fake' }, /apiKey must be a text/],
    [{ model: 'gpt-5.5', apiKey: 'sk-fake', credential: { env: 'KEY' } }, /leave one/],
    [{ model: 'gpt-5.5', openAIApiKey: 'sk-fake' }, /openAIApiKey.*apiKey/],
    [{ model: 'gpt-5.5', retry: {} }, /retry.*maxRetries/],
    [{ model: 'gpt-5.5', configuration: { baseURL: 'https://x.example' } }, /baseURL.*endpoints/],
    [{ model: 'gpt-5.5', configuration: { apiKey: 'sk-fake' } }, /configuration\.apiKey/],
    [{ model: 'gpt-5.5', configuration: { fetch } }, /configuration\.fetch/],
  ])('refuses %j at once', (fields, words) => {
    const make = () => new ChatCodex(fields as never)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(words)
  })

  it('cannot be written down, and shows no key', async () => {
    const { model, fields } = await connect('codex', { credential: { apiKey: 'sk-fake-secret' } })
    expect(model.toJSON()).toMatchObject({ type: 'not_implemented', id: expect.anything() })
    expect(model._identifyingParams()).toMatchObject({ model_name: 'gpt-5.5', model: 'gpt-5.5' })
    for (const name of ['apiKey', 'baseURL', 'configuration', 'fetch']) {
      expect(model._identifyingParams()).not.toHaveProperty(name)
    }
    expect(fields.credential).toEqual({ apiKey: 'sk-fake-secret' })
    const words = inspect([model, model.lc_kwargs, model.bindTools([])], { depth: 20 })
    expect(words).not.toContain('sk-fake-secret')
  })

  it('keeps answers apart that have other instructions', async () => {
    const { fields } = await connect('codex')
    const keys = ['One.', 'Two.', undefined].map((instructions) =>
      new ChatCodex({ ...fields, instructions })._getSerializedCacheKeyParametersForCall({}),
    )
    expect(new Set(keys).size).toBe(3)
  })

  it('tells a trace whose model it is', async () => {
    const { model } = await connect('codex')
    const tracer = new FakeTracer()
    await model.invoke(prompt, { callbacks: [tracer] })
    expect(model.getLsParams({})).toMatchObject({
      ls_provider: 'openai-codex',
      ls_model_name: 'gpt-5.5',
      ls_model_type: 'chat',
    })
    expect(tracer.runs[0]?.extra).toMatchObject({ metadata: { ls_provider: 'openai-codex' } })
  })

  it.each(['gpt-5.5', 'some-model-of-tomorrow'])('has a profile for %s', (model) => {
    expect(new ChatCodex({ model }).profile).toMatchObject({
      maxInputTokens: 272_000,
      imageInputs: true,
      pdfInputs: true,
      reasoningOutput: true,
      toolCalling: true,
      structuredOutput: true,
    })
  })

  it('goes to the public API with a key', async () => {
    const { fields, simulator, signedOut } = await connect('codex')
    const apiKey = simulator.authority.issueApiKey()
    const model = new ChatCodex({ ...fields, ...signedOut, apiKey })
    simulator.scenario(textScenario('Hello.'))
    expect((await model.invoke(prompt)).text).toBe('Hello.')
    expect(simulator.requests.last('responses')).toMatchObject({
      path: '/v1/responses',
      bearer: apiKey,
    })
    await model.close()
  })

  it('can be required once it is built, and is the same class then', async () => {
    const program = `
      const { ChatCodex } = require('@via-codex/langchain')
      const { AIMessage } = require('@langchain/core/messages')
      void Promise.all([import('@via-codex/langchain'), import('@langchain/core/messages')]).then(
        ([own, messages]) =>
          console.log(own.ChatCodex === ChatCodex, AIMessage.isInstance(new messages.AIMessage(''))),
      )`
    const cwd = import.meta.dirname
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd })
    expect(stdout).toBe('true true\n')
  })
})

describe.each(backends)('a model, %s', (backend) => {
  it('sends what it has to, where it has to be', async () => {
    const { model, simulator } = await connect(backend, {
      originator: 'my-app',
      configuration: { defaultHeaders: { 'x-mine': 'yes' } },
    })
    await model.invoke(prompt)
    const { headers, path } = simulator.requests.last('responses')
    expect(path).toBe(differences.address[backend])
    expect(headers['x-mine']).toBe('yes')
    const names = differences.headers.codex.filter((name) => name in headers)
    expect(names).toEqual(differences.headers[backend])
  })

  it('goes the way of a client that there is, and leaves it open', async () => {
    const { options } = await connect(backend)
    const client = createCodexClient(options)
    const model = new ChatCodex({ model: 'gpt-5.5', client })
    await model.invoke(prompt)
    await model.close()
    expect(await client.models.list()).not.toEqual([])
    await client.close()
  })

  it('passes over the variables of OpenAI and of LangSmith’s gateway', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-fake-of-the-environment')
    vi.stubEnv('OPENAI_BASE_URL', 'https://elsewhere.example/v1')
    vi.stubEnv('OPENAI_ORGANIZATION', 'org-fake')
    vi.stubEnv('LANGSMITH_GATEWAY', 'true')
    const { model, simulator, login } = await connect(backend)
    await model.invoke(prompt)
    const { bearer, headers } = simulator.requests.last('responses')
    expect(bearer).toBe(login.accessToken)
    expect(headers).not.toHaveProperty('openai-organization')
  })

  it('ties its requests together for the prompt cache, unless a call says otherwise', async () => {
    const { model, simulator } = await connect(backend)
    await model.invoke(prompt)
    await model.invoke(prompt)
    await model.invoke(prompt, { promptCacheKey: 'my-chat' })
    const [first, second, third] = simulator.requests
      .to('responses')
      .map(({ body }) => (body as JsonObject)['prompt_cache_key'])
    expect(first !== undefined).toBe(differences.conversation[backend])
    expect(second).toBe(first)
    expect(third).toBe('my-chat')
  })
})

describe.each(ways)('%s, %s', (backend, mode) => {
  it('gives text and usage, cached and reasoning tokens told apart', async () => {
    await expect(givesTextAndUsage(backend, mode)).resolves.toBeUndefined()
  })

  it('takes an end event with its items as it takes one without', async () => {
    const { model, simulator } = await connect(backend, {}, { simulator: { fullOutput: true } })
    simulator.scenario(textScenario('Hello.'))
    expect((await ask(mode, model, prompt)).text).toBe('Hello.')
  })

  it.each(['v0', 'v1'] as const)('sends reasoning back, as %s', async (outputVersion) => {
    await expect(replaysReasoning(backend, mode, outputVersion)).resolves.toBeUndefined()
  })

  it('takes a system message in the middle for a developer’s', async () => {
    await expect(takesSystemMessages(backend, mode)).resolves.toBeUndefined()
  })

  it.each([
    ['of the call', { field: 'Field.', system: 'System.', call: 'Call.' }, 'Call.'],
    ['of system messages', { field: 'Field.', system: 'System.' }, 'System.'],
    ['of the field', { field: 'Field.' }, 'Field.'],
    ['of its own', {}, differences.instructions[backend].standIn],
  ])('follows the instructions %s', async (_name, { field, system, call }: Told, expected) => {
    const { model, body, input } = await connect(backend, { instructions: field })
    const messages: BaseMessage[] = [new HumanMessage(prompt)]
    if (system) messages.unshift(new SystemMessage(system))
    await ask(mode, model, messages, { ...(call && { instructions: call }) })
    // What the call outranks is not lost.
    const isKept =
      system !== undefined &&
      (call !== undefined || differences.instructions[backend].leading === 'kept')
    expect(body()['instructions']).toBe(isKept ? call : expected)
    const roles = input().map(({ role }) => role)
    expect(roles).toEqual(isKept ? ['developer', 'user'] : ['user'])
    expect(input()[0]).toMatchObject(isKept ? { content: system } : { role: 'user' })
  })

  it.each(['gpt-5.5', 'codex-auto-review'])('has %s reason, by field and by call', async (id) => {
    const { model, body } = await connect(backend, { model: id, reasoning: { effort: 'high' } })
    await ask(mode, model, prompt)
    expect(body()['reasoning']).toEqual({ effort: 'high' })
    await ask(mode, model, prompt, { reasoning: { summary: 'concise' } })
    expect(body()['reasoning']).toEqual({ effort: 'high', summary: 'concise' })
    await ask(mode, model, prompt, { reasoning: { effort: 'low' }, reasoningEffort: 'medium' })
    expect(body()['reasoning']).toEqual({ effort: 'low' })
    expect(body()['include']).toEqual(['reasoning.encrypted_content'])
  })

  it('sends verbosity, tier and parallel calls', async () => {
    const { model, body } = await connect(backend, { verbosity: 'low', service_tier: 'priority' })
    await ask(mode, model, prompt, { parallel_tool_calls: false })
    expect(body()).toMatchObject({
      text: { verbosity: 'low' },
      service_tier: 'priority',
      parallel_tool_calls: false,
    })
    await ask(mode, model, prompt, { verbosity: 'high' })
    expect(body()['text']).toEqual({ verbosity: 'high' })
  })

  it('leaves out what the backend refuses, and says so', async () => {
    const dropped: DroppedField[] = []
    const { model, body } = await connect(backend, {
      temperature: 0.5,
      topP: 0.5,
      maxTokens: 100,
      user: 'me',
      stop: ['.'],
      modelKwargs: {
        metadata: { a: 'b' },
        context_management: [{ type: 'compaction', compact_threshold: 1000 }],
      },
      onDropped: (fields) => dropped.push(...fields),
    })
    await ask(mode, model, prompt)
    const isTaken = differences.compaction[backend]
    expect('context_management' in body()).toBe(isTaken)
    const names = [
      ...(isTaken ? [] : ['context_management']),
      'max_output_tokens',
      'metadata',
      'temperature',
      'top_p',
      'user',
    ]
    expect(dropped.map(({ field }) => field).toSorted()).toEqual(names)
    for (const name of [...names, 'stop']) expect(body()).not.toHaveProperty(name)
  })

  it.each([
    [
      'v0',
      { content: [{ type: 'image', source_type: 'base64', data: png, mime_type: imageType }] },
    ],
    ['v1', { contentBlocks: [{ type: 'image', data: png, mimeType: imageType }] }],
    ['OpenAI’s', { content: [{ type: 'image_url', image_url: { url: imageUrl } }] }],
  ] as const)('shows it a picture in a block of %s', async (_name, fields) => {
    const { model, input } = await connect(backend)
    const { text } = await ask(mode, model, [new HumanMessage(fields as never)])
    expect(text).toMatch(/1\s*[x×]\s*1/)
    expect(input()[0]?.['content']).toMatchObject([{ type: 'input_image', image_url: imageUrl }])
  })

  it.each([
    ['v0', { content: [{ source_type: 'base64', mime_type: 'application/pdf', ...file }] }],
    ['v1', { contentBlocks: [{ mimeType: 'application/pdf', ...file }] }],
  ])('shows it a PDF in a block of %s', async (_name, fields) => {
    const { model, input } = await connect(backend)
    const { text } = await ask(mode, model, [new HumanMessage(fields as never)])
    expect(text).toMatch(/pdf/i)
    expect(input()[0]?.['content']).toMatchObject([
      {
        type: 'input_file',
        filename: 'a.pdf',
        file_data: expect.stringMatching(/^data:application\/pdf;base64,/),
      },
    ])
  })

  it('takes a refusal and an answer that stops short for what they are', async () => {
    const { model, simulator } = await connect(backend)
    simulator.scenario(refusalScenario('I would rather not.'), incompleteScenario('Once upon'))
    const refused = await ask(mode, model, prompt)
    expect(refused.additional_kwargs).toMatchObject({ refusal: 'I would rather not.' })
    const cut = await ask(mode, model, prompt)
    expect(cut.text).toBe('Once upon')
    expect(cut.response_metadata).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
  })

  it('goes over a WebSocket where there is one', async () => {
    const { model, simulator } = await connect(backend, { transport: 'websocket' })
    for (const text of ['One.', 'Two.']) {
      simulator.scenario(textScenario(text))
      expect((await ask(mode, model, prompt)).text).toBe(text)
    }
    expect(simulator.requests.count('upgrade')).toBe(differences.WebSocket[backend] ? 1 : 0)
  })
})

describe.each(backends)('%s', (backend) => {
  describe('streams', () => {
    it('gives the text as it comes, and no empty end', async () => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(textScenario('One two three four.'))
      const pieces: string[] = []
      for await (const { text } of await model.stream(prompt)) if (text) pieces.push(text)
      expect(pieces.length).toBeGreaterThan(1)
      expect(pieces.join('')).toBe('One two three four.')
    })

    it('tells its events, of both kinds', async () => {
      const { model, simulator } = await connect(backend)
      simulator.scenario(textScenario('Hello there.'), textScenario('Hello there.'))
      const names = new Set<string>()
      for await (const { event } of model.streamEvents(prompt, { version: 'v2' })) names.add(event)
      expect([...names]).toEqual([
        'on_chat_model_start',
        'on_chat_model_stream',
        'on_chat_model_end',
      ])
      const events: { event: string }[] = []
      for await (const event of model.streamEvents(prompt)) events.push(event)
      expect(events[0]).toMatchObject({ event: 'message-start' })
      expect(events.at(-1)).toMatchObject({
        event: 'message-finish',
        usage: expect.objectContaining({ total_tokens: expect.any(Number) }),
      })
      expect(JSON.stringify(events)).toContain('there')
    })

    it('streams below invoke, where a callback wants it', async () => {
      const { model, simulator } = await connect(backend, { streaming: true })
      simulator.scenario(textScenario('One two three.'))
      const tokens: string[] = []
      const handleLLMNewToken = (token: string) => void tokens.push(token)
      const { text } = await model.invoke(prompt, { callbacks: [{ handleLLMNewToken }] })
      expect(text).toBe('One two three.')
      expect(tokens.join('')).toBe('One two three.')
    })
  })

  it('answers many at once, each in its place', async () => {
    const { model } = await connect(backend)
    const messages = await model.batch(['Say one', 'Say two'], { maxConcurrency: 1 })
    expect(messages.map(({ text }) => /one|two/.exec(text)?.[0])).toEqual(['one', 'two'])
  })
})

it('loads core no earlier than it is asked', async () => {
  let isLoaded = false
  vi.resetModules()
  vi.doMock('@via-codex/core', async (original) => {
    isLoaded = true
    return original()
  })
  const { ChatCodex: Fresh } = await import('../src/index.ts')
  const { model } = await connect('codex', {}, { Model: Fresh })
  model.bindTools([])
  expect(isLoaded).toBe(false)
  await model.invoke(prompt)
  expect(isLoaded).toBe(true)
})

interface Told {
  readonly field?: string
  readonly system?: string
  readonly call?: string
}
