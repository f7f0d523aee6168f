import { APICallError, NoSuchModelError, type ProviderV4 } from '@ai-sdk/provider'
import { WORKFLOW_DESERIALIZE, WORKFLOW_SERIALIZE } from '@ai-sdk/provider-utils'
import { refusalScenario, textScenario, type JsonObject } from '@via-codex/simulator'
import {
  createProviderRegistry,
  customProvider,
  defaultSettingsMiddleware,
  generateImage,
  generateText,
  wrapLanguageModel,
} from 'ai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { createCodexClient, MemoryAuthStore, siwc } from '@via-codex/core'
import { codex as ready, createCodex, VERSION, type CodexProviderSettings } from '../src/index.ts'
import { CodexLanguageModel } from '../src/language-model.ts'
import { backends, differences } from '../../../tools/backends.ts'
import { ask, modes } from './support/ask.ts'
import { connect } from './support/connect.ts'

const prompt = 'Say hello'
const wrongOriginator =
  'originator must be 1 to 64 visible ASCII characters without spaces, such as "my-app".'

it('has the version of its package', () => {
  expect(VERSION).toBe(manifest.version)
})

describe('a provider', () => {
  it('is a function and an object, for each kind of model there is', () => {
    const codex: ProviderV4 = createCodex()
    expect(codex.specificationVersion).toBe('v4')
    for (const model of [
      ready('gpt-5.5'),
      ready.languageModel('gpt-5.5'),
      ready.responses('gpt-5.5'),
    ]) {
      expect(model).toMatchObject({
        specificationVersion: 'v4',
        provider: 'codex.responses',
        modelId: 'gpt-5.5',
        supportedUrls: {},
      })
    }
    for (const model of [ready.image('gpt-5.5'), ready.imageModel('gpt-5.5')]) {
      expect(model).toMatchObject({
        provider: 'codex.image',
        modelId: 'gpt-5.5',
        maxImagesPerCall: 1,
      })
    }
  })

  it('is not made with new', () => {
    const Provider = ready as unknown as new (modelId: string) => unknown
    expect(() => new Provider('gpt-5.5')).toThrow(TypeError)
  })

  it.each(['embeddingModel', 'transcriptionModel', 'speechModel', 'rerankingModel'] as const)(
    'has no %s',
    (modelType) => {
      const error = catchError(() => ready[modelType]('some-model'))
      expect(NoSuchModelError.isInstance(error)).toBe(true)
      expect(error).toMatchObject({ modelId: 'some-model', modelType })
    },
  )

  it('has the tools that work here', () => {
    expect(Object.keys(ready.tools).toSorted()).toEqual([
      'customTool',
      'imageGeneration',
      'toolSearch',
      'webSearch',
    ])
  })

  it('refuses wrong settings at once', () => {
    expect(() => createCodex({ apiKey: 'sk-fake' } as never)).toThrow(/apiKey.*credential/)
    expect(() => createCodex({ headers: 'none' as never })).toThrow(/headers/)
    expect(() => createCodex({ defaultOptions: 'none' as never })).toThrow(/defaultOptions/)
  })

  it.each(modes)('refuses at the first call what core refuses, %s', async (mode) => {
    const codex = createCodex({ originator: 'two words' })
    const asked = ask(mode, { model: codex('gpt-5.5'), prompt })
    await expect(asked).rejects.toThrow(new TypeError(wrongOriginator))
  })
})

describe.each(backends)('%s', (backend) => {
  it('sends headers of yours and the name of your program, where it has to be', async () => {
    const { codex, simulator } = await connect(backend, {
      headers: { 'x-mine': 'yes' },
      originator: 'my-app',
    })
    await generateText({ model: codex('gpt-5.5'), prompt })
    const { headers, path } = simulator.requests.last('responses')
    expect(path).toBe(differences.address[backend])
    expect(headers['x-mine']).toBe('yes')
    const names = differences.headers.codex.filter((name) => name in headers)
    expect(names).toEqual(differences.headers[backend])
    expect(headers['originator']).toBe(names.includes('originator') ? 'my-app' : undefined)
  })

  it('ties its requests together for the prompt cache, unless a call says otherwise', async () => {
    const { codex, simulator } = await connect(backend)
    const model = codex('gpt-5.5')
    const providerOptions = { codex: { promptCacheKey: 'my-chat' } }
    await generateText({ model, prompt })
    await generateText({ model, prompt })
    await generateText({ model, prompt, providerOptions })
    const [first, second, third] = simulator.requests
      .to('responses')
      .map(({ body }) => (body as JsonObject)['prompt_cache_key'])
    expect(first !== undefined).toBe(differences.conversation[backend])
    expect(second).toBe(first)
    expect(third).toBe('my-chat')
  })

  it('goes the way of a client that there is, and leaves it open', async () => {
    const { options } = await connect(backend)
    const client = createCodexClient(options)
    const codex = createCodex({ client })
    await generateText({ model: codex('gpt-5.5'), prompt })
    const both = createCodex({ client, codexHome: '/nowhere' })
    await expect(generateText({ model: both('gpt-5.5'), prompt })).rejects.toThrow(/codexHome/)
    await codex.close()
    await expect(client.login.status()).resolves.toHaveProperty('account')
    await client.close()
  })

  it('looks at no key and no address of OpenAI’s', async () => {
    process.env['OPENAI_API_KEY'] = 'sk-fake'
    process.env['OPENAI_BASE_URL'] = 'https://elsewhere.example/v1'
    try {
      const { codex, simulator, login } = await connect(backend)
      await generateText({ model: codex('gpt-5.5'), prompt })
      expect(simulator.requests.last('responses').bearer).toBe(login.accessToken)
    } finally {
      delete process.env['OPENAI_API_KEY']
      delete process.env['OPENAI_BASE_URL']
    }
  })

  describe('together with the SDK', () => {
    afterEach(() => {
      globalThis.AI_SDK_DEFAULT_PROVIDER = undefined
    })

    it('serves a custom provider, a registry and a wrapped model', async () => {
      const { codex, simulator, body } = await connect(backend)
      const custom = customProvider({
        languageModels: { fast: codex('gpt-5.5') },
        fallbackProvider: codex,
      })
      const registry = createProviderRegistry({ codex })
      const wrapped = wrapLanguageModel({
        model: codex('gpt-5.5'),
        middleware: defaultSettingsMiddleware({
          settings: { providerOptions: { codex: { reasoningEffort: 'low' } } },
        }),
      })
      const models = [
        custom.languageModel('fast'),
        custom.languageModel('gpt-6-sol'),
        registry.languageModel('codex:gpt-5.5'),
        wrapped,
      ]
      for (const model of models) {
        simulator.scenario(textScenario('Hello.'))
        expect((await generateText({ model, prompt })).text).toBe('Hello.')
      }
      expect(body()).toMatchObject({ reasoning: { effort: 'low' } })
    })

    it('is the global provider when it is made so', async () => {
      const { codex, simulator, body } = await connect(backend)
      globalThis.AI_SDK_DEFAULT_PROVIDER = codex
      simulator.scenario(textScenario('Hello.'))
      expect((await generateText({ model: 'gpt-6-sol', prompt })).text).toBe('Hello.')
      expect(body()['model']).toBe('gpt-6-sol')
    })
  })

  describe('a workflow', () => {
    it('takes a model elsewhere as plain data, without its login', async () => {
      const { codex, simulator, login } = await connect(backend, {
        defaultOptions: { reasoningEffort: 'low' },
      })
      const model = codex('gpt-5.5') as CodexLanguageModel
      const data = CodexLanguageModel[WORKFLOW_SERIALIZE](model)
      const text = JSON.stringify(data)
      expect(JSON.parse(text)).toEqual(data)
      expect(text).not.toContain(login.accessToken)
      const again = CodexLanguageModel[WORKFLOW_DESERIALIZE](JSON.parse(text))
      simulator.scenario(textScenario('Hello.'))
      expect((await generateText({ model: again, prompt })).text).toBe('Hello.')
      expect(simulator.requests.last('responses').body).toMatchObject({
        reasoning: { effort: 'low' },
      })
    })
  })
})

describe('a workflow', () => {
  it.each<CodexProviderSettings>([
    { credential: { env: 'FAKE_KEY' } },
    { credential: siwc({ agentName: 'my-app' }) },
  ])('is told where a login is: %j', (settings) => {
    const model = createCodex(settings)('gpt-5.5') as CodexLanguageModel
    const data = JSON.parse(JSON.stringify(CodexLanguageModel[WORKFLOW_SERIALIZE](model)))
    expect(data).toEqual({ modelId: 'gpt-5.5', settings })
    const again = CodexLanguageModel[WORKFLOW_DESERIALIZE](data)
    expect(CodexLanguageModel[WORKFLOW_SERIALIZE](again)).toEqual(data)
  })

  it.each<CodexProviderSettings>([
    { credential: { apiKey: 'sk-fake' } },
    { credential: async () => ({ accessToken: 'fake' }) },
    { store: new MemoryAuthStore() },
  ])('does not take a login along that only this process has', (settings) => {
    const model = createCodex(settings)('gpt-5.5') as CodexLanguageModel
    const error = catchError(() => CodexLanguageModel[WORKFLOW_SERIALIZE](model))
    expect(error).toBeInstanceOf(TypeError)
  })
})

describe.each(backends.filter((name) => differences.pictures[name]))(
  'an image model, %s',
  (backend) => {
    it('draws with the hosted tool', async () => {
      const { codex, body } = await connect(backend)
      const { image, warnings, calls, responses } = await generateImage({
        model: codex.image('gpt-5.5'),
        prompt: 'A sunset',
        size: '1024x1536',
        providerOptions: { codex: { quality: 'high', background: 'opaque' } },
      })
      expect(image.mediaType).toBe('image/png')
      expect(warnings).toEqual([])
      expect(body()).toMatchObject({
        tools: [
          { type: 'image_generation', size: '1024x1536', quality: 'high', background: 'opaque' },
        ],
        tool_choice: { type: 'image_generation' },
      })
      expect(image.providerMetadata).toMatchObject({
        codex: { revisedPrompt: 'A sunset', planType: 'plus', requestId: expect.any(String) },
      })
      expect(calls[0]?.providerMetadata).toMatchObject({ codex: { planType: 'plus' } })
      expect(responses[0]?.headers).toHaveProperty('x-request-id')
    })

    it('draws at the endpoint of the Codex CLI', async () => {
      const { codex, simulator } = await connect(backend)
      const { image, calls, warnings } = await generateImage({
        model: codex.image('gpt-image-2'),
        prompt: 'A sunset',
        size: '1024x1536',
        seed: 7,
        providerOptions: { codex: { quality: 'high' } },
      })
      expect(image.mediaType).toBe('image/png')
      expect(warnings).toMatchObject([{ feature: 'seed' }])
      expect(calls[0]?.providerMetadata).toHaveProperty('codex')
      const { path, body } = simulator.requests.last('images')
      expect(path).toMatch(/\/images\/generations$/)
      expect(body).toMatchObject({
        model: 'gpt-image-2',
        prompt: 'A sunset',
        size: '1024x1536',
        quality: 'high',
      })
    })

    it('changes a picture at the endpoint', async () => {
      const { codex, simulator } = await connect(backend)
      const { image } = await generateImage({
        model: codex.image('gpt-image-2'),
        prompt: { text: 'Add a pelican', images: [Buffer.from('iVBORw0KGgo=', 'base64')] },
      })
      expect(image.mediaType).toBe('image/png')
      const { path, body } = simulator.requests.last('images')
      expect(path).toMatch(/\/images\/edits$/)
      expect(body).toMatchObject({ images: [{ image_url: 'data:image/png;base64,iVBORw0KGgo=' }] })
    })

    it.each(['gpt-5.5', 'gpt-image-2'])('fails by name, %s', async (id) => {
      const { codex, simulator } = await connect(backend)
      simulator.faults.add({ kind: 'bad-request', detail: 'That is no good.', on: 'responses' })
      simulator.faults.add({ kind: 'bad-request', detail: 'That is no good.', on: 'images' })
      const error: unknown = await generateImage({
        model: codex.image(id),
        prompt: 'A sunset',
      }).catch((thrown: unknown) => thrown)
      expect(APICallError.isInstance(error)).toBe(true)
      expect((error as Error).message).toContain('That is no good.')
    })

    it('draws several, one request each', async () => {
      const { codex, simulator } = await connect(backend)
      const { images } = await generateImage({
        model: codex.image('gpt-5.5'),
        prompt: 'A sunset',
        n: 3,
      })
      expect(images).toHaveLength(3)
      expect(simulator.requests.count('responses')).toBe(3)
    })

    it('changes a picture, and warns of what it cannot honour', async () => {
      const { codex, input } = await connect(backend)
      const picture = Buffer.from('iVBORw0KGgo=', 'base64')
      const { warnings } = await generateImage({
        model: codex.image('gpt-5.5'),
        prompt: { text: 'Add a pelican', images: [picture], mask: picture },
        aspectRatio: '16:9',
        seed: 7,
      })
      expect(input()[0]).toMatchObject({
        content: [{ type: 'input_text' }, { type: 'input_image' }],
      })
      expect(warnings).toMatchObject([
        { type: 'unsupported', feature: 'aspectRatio' },
        { type: 'unsupported', feature: 'seed' },
        { type: 'unsupported', feature: 'mask' },
      ])
    })

    it('says what the model said instead of drawing', async () => {
      const { codex, simulator } = await connect(backend)
      simulator.scenario(refusalScenario('Not for this plan.'))
      const asked = generateImage({ model: codex.image('gpt-5.5'), prompt: 'A sunset' })
      const error: unknown = await asked.catch((thrown: unknown) => thrown)
      expect(APICallError.isInstance(error)).toBe(true)
      expect(error).toMatchObject({ isRetryable: false })
      expect((error as Error).message).toContain('Not for this plan.')
      expect(simulator.requests.count('responses')).toBe(1)
    })

    it('asks once when the plan is used up', async () => {
      const { codex, simulator } = await connect(backend)
      simulator.faults.add({ kind: 'usage-limit-reached', times: Infinity })
      const asked = generateImage({ model: codex.image('gpt-5.5'), prompt: 'A sunset' })
      await expect(asked).rejects.toMatchObject({ statusCode: 429, isRetryable: false })
      expect(simulator.requests.count('responses')).toBe(1)
    })
  },
)

it.each(
  backends
    .filter((name) => !differences.pictures[name])
    .flatMap(
      (name) =>
        [
          [name, 'gpt-image-2'],
          [name, 'gpt-5.5'],
        ] as const,
    ),
)('draws no pictures, %s, %s', async (backend, id) => {
  const { codex } = await connect(backend)
  const asked = generateImage({ model: codex.image(id), prompt: 'A sunset' })
  await expect(asked).rejects.toMatchObject({
    isRetryable: false,
    cause: { code: 'UNSUPPORTED_BY_BACKEND' },
  })
})

it('reads nothing when it is imported, not even the environment', async () => {
  process.env['VIA_CODEX_CHATGPT_URL'] = 'no address'
  vi.resetModules()
  try {
    const { codex } = await import('../src/index.ts')
    const asked = generateText({ model: codex('gpt-5.5'), prompt })
    await expect(asked).rejects.toThrow(/chatgpt/)
  } finally {
    delete process.env['VIA_CODEX_CHATGPT_URL']
  }
})

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return expect.fail('It should have thrown.')
}
