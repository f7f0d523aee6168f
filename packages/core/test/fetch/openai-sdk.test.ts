/** The openai SDK on our fetch: what it can do with its own, it can do with this one. */
import {
  incompleteScenario,
  reasoningScenario,
  refusalScenario,
  textScenario,
  toolCallsScenario,
  type Fault,
} from '@via-codex/simulator'
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  type APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  toFile,
} from 'openai'
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod'
import type { ResponseInputItem } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { backends, differences, type BackendName } from '../../../../tools/backends.ts'
import { expectInstructed } from '../../../../tools/connect-simulator.ts'
import type { CodexFetchOptions } from '../../src/fetch/create-codex-fetch.ts'
import { findCodexError } from '../../src/fetch/find-codex-error.ts'
import { connectFetch } from '../support/connect-fetch.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const request = { model: 'gpt-5.5', input: 'Hello' }

/** A fault, the class of the SDK's error, how often is asked, and what else is true of the error. */
type FailureRow = [Fault, unknown, number, object]

/** The SDK waits no longer than it is told to. */
const failing = { kind: 'answer', headers: { 'retry-after-ms': '1' } } as const

/** Of a plan that does not have this, each backend has words of its own. */
const notEntitled: Readonly<Record<BackendName, readonly FailureRow[]>> = {
  codex: [[{ kind: 'usage-not-included' }, RateLimitError, 1, { code: 'insufficient_quota' }]],
  siwc: [
    [
      { kind: 'subscription-sharing', code: 'subscription_sharing_user_not_eligible' },
      PermissionDeniedError,
      1,
      { code: 'subscription_sharing_user_not_eligible' },
    ],
  ],
}

async function connectSdk(
  backend: BackendName,
  options: CodexFetchOptions = {},
  simulatorOptions: Parameters<typeof connectFetch>[1] = {},
) {
  const connected = await connectFetch(options, simulatorOptions, backend)
  const openai = new OpenAI({
    apiKey: 'via-codex',
    organization: 'fake-organization',
    project: 'fake-project',
    fetch: connected.codexFetch,
  })
  return { ...connected, openai }
}

describe.each(backends)('%s', (backend) => {
  describe('an answer', () => {
    test('comes whole', async () => {
      const { openai, simulator, login } = await connectSdk(backend)
      simulator.scenario(reasoningScenario('Thinking.', 'Grüße 🦩'))
      const { data, response, request_id } = await openai.responses
        .create({ ...request, reasoning: { summary: 'auto' } })
        .withResponse()
      expect(data).toMatchObject({
        output_text: 'Grüße 🦩',
        status: 'completed',
        output: [{ type: 'reasoning', encrypted_content: expect.any(String) }, { type: 'message' }],
      })
      const used = response.headers.get('x-codex-primary-used-percent')
      expect(used).toBe(differences.limits[backend] ? '12.5' : null)
      expect(request_id).toMatch(/^req_/)
      const { headers, path } = simulator.requests.last('responses')
      expect(path).toBe(differences.address[backend])
      expect(headers['authorization']).toBe(`Bearer ${login.accessToken}`)
      const names = differences.headers.codex.filter((name) => name in headers)
      expect(names).toEqual(differences.headers[backend])
      expect(Object.keys(headers).join()).not.toMatch(/openai-|stainless/)
      expect(headers['user-agent']).toMatch(/(?:^| )via-codex\//)
    })

    test('comes as it is made, its end event with the items', async () => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.scenario(textScenario('One two three.'))
      let text = ''
      let output: unknown
      for await (const event of await openai.responses.create({ ...request, stream: true })) {
        if (event.type === 'response.output_text.delta') text += event.delta
        if (event.type === 'response.completed') ({ output } = event.response)
      }
      expect(text).toBe('One two three.')
      expect(output).toMatchObject([{ content: [{ text: 'One two three.' }] }])
    })

    test('is rebuilt by the helper of the SDK', async () => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.scenario(textScenario('One two three.'))
      const final = await openai.responses.stream(request).finalResponse()
      expect(final.output_text).toBe('One two three.')
    })

    test.each(['parse', 'stream'] as const)('is parsed by a schema: %s', async (way) => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.scenario(textScenario('{"name":"Albatross"}'))
      const format = zodTextFormat(z.object({ name: z.string() }), 'bird')
      const parsed =
        way === 'parse'
          ? await openai.responses.parse({ ...request, text: { format } })
          : await openai.responses.stream({ ...request, text: { format } }).finalResponse()
      expect(parsed.output_parsed).toEqual({ name: 'Albatross' })
    })

    test.each([
      ['a refusal', refusalScenario('No.'), { output: [{ content: [{ refusal: 'No.' }] }] }],
      [
        'cut short',
        incompleteScenario('Once'),
        { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      ],
    ])('may be %s', async (_about, scenario, expected) => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.scenario(scenario, scenario)
      expect(await openai.responses.create(request)).toMatchObject(expected)
      expect(await openai.responses.stream(request).finalResponse()).toMatchObject(expected)
    })
  })

  describe('a conversation', () => {
    test('goes on with what came back, tools and parsed arguments too', async () => {
      const { openai, simulator, body, input: sent } = await connectSdk(backend)
      const callId = `call_${'long'.repeat(20)}`
      simulator.scenario(
        {
          items: [
            { type: 'reasoning', summary: ['Thinking.'] },
            { type: 'toolCall', name: 'weather', arguments: { city: 'Lisbon' }, callId },
          ],
        },
        textScenario('Clear.'),
      )
      const tools = [
        zodResponsesFunction({ name: 'weather', parameters: z.object({ city: z.string() }) }),
      ]
      const input: ResponseInputItem[] = [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Weather?' },
        { role: 'system', content: 'In Celsius.' },
      ]
      const first = await openai.responses.parse({ model: 'gpt-5.5', input, tools })
      const call = first.output.find((item) => item.type === 'function_call')
      expect(call).toMatchObject({ parsed_arguments: { city: 'Lisbon' } })
      input.push(...(first.output as ResponseInputItem[]), {
        type: 'function_call_output',
        call_id: callId,
        output: '21',
      })
      const second = await openai.responses.create({ model: 'gpt-5.5', input, tools })
      expect(second.output_text).toBe('Clear.')
      expect(body()).toMatchObject({ store: false, stream: true })
      expectInstructed(backend, body(), 'Be brief.', 5)
      expect(sent().slice(-5)).toMatchObject([
        { role: 'user' },
        { role: 'developer' },
        { type: 'reasoning', encrypted_content: expect.any(String) },
        { type: 'function_call' },
        { type: 'function_call_output', output: '21' },
      ])
    })

    test('of one fetch is one for the prompt cache, unless it is named', async () => {
      const { openai, simulator } = await connectSdk(backend)
      for (const key of [null, null, 'fake-key']) {
        await openai.responses.create({ ...request, prompt_cache_key: key })
      }
      const ids = simulator.requests
        .to('responses')
        .map(({ body }) => (body as { prompt_cache_key?: string }).prompt_cache_key)
      expect(ids).toEqual([ids[0], ids[0], 'fake-key'])
      expect(ids[0] !== undefined).toBe(differences.conversation[backend])
      const named = await connectSdk(backend, { conversationId: 'fake-conversation' })
      await named.openai.responses.create(request)
      expect(named.body()['prompt_cache_key']).toBe('fake-conversation')
    })

    test('tells what the backend refuses', async () => {
      const told: string[] = []
      const { openai } = await connectSdk(backend, {
        onDropped: (dropped) => told.push(...dropped.map(({ field }) => field)),
      })
      await openai.responses.create({ ...request, temperature: 0, store: true })
      expect(told).toEqual(['temperature', 'store'])
      await openai.responses.create(request)
      expect(told).toHaveLength(2)
    })
  })

  describe('a failure', () => {
    test.each<FailureRow>([
      [differences['used up'][backend].fault, RateLimitError, 1, { code: 'insufficient_quota' }],
      ...notEntitled[backend],
      [{ kind: 'rate-limited', retryAfterSeconds: 0 }, RateLimitError, 3, { status: 429 }],
      [{ ...failing, status: 500, body: {} }, InternalServerError, 3, { status: 500 }],
      [{ ...failing, status: 502, body: '<html>' }, InternalServerError, 3, { status: 502 }],
      [
        { kind: 'bad-request', detail: 'Fake.' },
        BadRequestError,
        1,
        {
          message: differences.words[backend]
            ? '400 Fake.'
            : '400 The server refused the request (400).',
        },
      ],
      [
        { kind: 'context-length-exceeded' },
        BadRequestError,
        1,
        { code: 'context_length_exceeded' },
      ],
      [{ kind: 'model-not-found' }, NotFoundError, 1, { code: 'model_not_found' }],
      [{ kind: 'cloudflare' }, PermissionDeniedError, 1, { status: 403 }],
      [{ kind: 'unauthorized' }, AuthenticationError, 3, { status: 401 }],
      [{ kind: 'redirect' }, InternalServerError, 1, { status: 502 }],
    ])(
      'has the SDK’s own class: %j',
      async (fault, family, requests, expected) => {
        const { openai, simulator } = await connectSdk(backend)
        simulator.faults.add({ ...fault, times: Infinity })
        const error = await rejectionOf(openai.responses.create({ ...request, stream: true }))
        expect(error).toBeInstanceOf(family)
        expect(error).toMatchObject(expected)
        expect(findCodexError(error)).toMatchObject({ name: 'ApiError' })
        expect(simulator.requests.count('responses')).toBe(requests)
        expect(JSON.stringify(error)).not.toContain('eyJhbGci')
      },
      20_000,
    )

    test('before a request has our words, and is not repeated', async () => {
      const { signedOut } = await connectSdk(backend)
      const { openai, simulator } = await connectSdk(backend, signedOut)
      const error = await rejectionOf(openai.responses.create(request))
      expect(error).toBeInstanceOf(AuthenticationError)
      expect(error).toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' })
      const cause = findCodexError(error)
      expect(cause?.code).toBe('CREDENTIAL_NOT_FOUND')
      expect(cause?.hint).toContain(differences['no login'][backend])
      expect(String(error)).toContain(cause?.hint)
      expect(simulator.requests.count()).toBe(0)
    })

    test('to renew the login is one answer', async () => {
      const { openai, simulator, authority, login } = await connectSdk(backend)
      authority.expire(login.accessToken)
      simulator.faults.add({ kind: 'refresh-token-invalidated', times: Infinity })
      const error = await rejectionOf(openai.responses.create(request))
      expect(error).toBeInstanceOf(AuthenticationError)
      expect(findCodexError(error)).toMatchObject({ code: 'REFRESH_REJECTED', reason: 'revoked' })
      expect(simulator.requests.count('token')).toBe(1)
    })

    test.each([
      [{ previous_response_id: 'resp_fake' }, 'previous_response_id'],
      [{ conversation: 'conv_fake' }, 'conversation'],
      [{ input: [{ type: 'item_reference', id: 'msg_fake' }] }, 'input[0]'],
    ] as const)('to keep a rule is told before sending: %j', async (wrong, param) => {
      const { openai, simulator } = await connectSdk(backend)
      const body = { ...request, ...wrong } as unknown as typeof request
      const error = await rejectionOf(openai.responses.create(body))
      expect(error).toBeInstanceOf(BadRequestError)
      expect(error).toMatchObject({ code: 'unsupported_parameter', param })
      expect(simulator.requests.count('responses')).toBe(0)
    })

    test.each<[Fault, unknown, object]>([
      [{ kind: 'response-failed', code: 'invalid_prompt' }, BadRequestError, { status: 400 }],
      [{ kind: 'response-failed', code: 'insufficient_quota' }, RateLimitError, { status: 429 }],
      [{ kind: 'response-failed', code: 'server_error' }, InternalServerError, { status: 503 }],
      [{ kind: 'end-early' }, InternalServerError, { status: 502 }],
      [{ kind: 'malformed-event' }, InternalServerError, { status: 502 }],
    ])('within an answer that is wanted whole is a status: %j', async (fault, family, expected) => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.faults.add({ ...fault, times: Infinity })
      const error = await rejectionOf(openai.responses.create(request, { maxRetries: 0 }))
      expect(error).toBeInstanceOf(family)
      expect(error).toMatchObject(expected)
      expect(findCodexError(error)).toMatchObject({ name: 'StreamError' })
    })

    test.each<Fault>([
      { kind: 'end-early' },
      { kind: 'drop-mid-stream' },
      { kind: 'done-without-end' },
    ])('within a stream is thrown by it: %j', async (fault) => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.faults.add(fault)
      const read = async () => {
        for await (const event of await openai.responses.create({ ...request, stream: true }))
          expect(event.type).not.toBe('response.completed')
      }
      expect(findCodexError(await rejectionOf(read()))).toMatchObject({
        code: 'STREAM_INTERRUPTED',
      })
    })

    test('of the network is a connection error, and its cause ours', async () => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.faults.add({ kind: 'drop', times: Infinity })
      const error = await rejectionOf(openai.responses.create(request, { maxRetries: 1 }))
      expect(error).toBeInstanceOf(APIConnectionError)
      expect(findCodexError(error)).toMatchObject({ code: 'CONNECTION_FAILED' })
      expect(simulator.requests.count('responses')).toBe(2)
    })
  })

  describe('leaving', () => {
    test('by an abort closes the connection', async () => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.faults.add({ kind: 'hang' })
      const controller = new AbortController()
      const failed = rejectionOf(openai.responses.create(request, { signal: controller.signal }))
      await simulator.requests.arrival('responses')
      controller.abort()
      expect(await failed).toBeInstanceOf(APIUserAbortError)
      expect(await simulator.requests.last('responses').ended).toBe('aborted')
    })

    test('by a limit of time closes it too', async () => {
      const { openai, simulator } = await connectSdk(backend)
      simulator.faults.add({ kind: 'hang' })
      const failed = openai.responses.create(request, { timeout: 100, maxRetries: 0 })
      expect(await rejectionOf(failed)).toBeInstanceOf(APIConnectionTimeoutError)
      expect(await simulator.requests.last('responses').ended).toBe('aborted')
    })

    test('the loop early closes it too', async () => {
      const { openai, simulator } = await connectSdk(backend, {}, { paceMs: 20 })
      for await (const event of await openai.responses.create({ ...request, stream: true }))
        if (event.type === 'response.output_text.delta') break
      expect(await simulator.requests.last('responses').ended).toBe('aborted')
    })

    test('a stream within closes it too', async () => {
      const { openai, simulator } = await connectSdk(backend, {}, { paceMs: 20 })
      const stream = openai.responses.stream(request)
      stream.on('response.output_text.delta', () => stream.abort())
      expect(await rejectionOf(stream.done())).toBeInstanceOf(APIUserAbortError)
      expect(await simulator.requests.last('responses').ended).toBe('aborted')
    })
  })

  describe('the other doors', () => {
    test('models are listed and found', async () => {
      const { openai } = await connectSdk(backend)
      const models = await openai.models.list()
      const ids = models.data.map(({ id }) => id)
      expect(ids).toContain('gpt-5.5')
      expect(models.data[0]).toEqual({
        id: ids[0],
        object: 'model',
        created: expect.any(Number),
        owned_by: expect.any(String),
      })
      expect(await openai.models.retrieve('gpt-5.5')).toMatchObject({ id: 'gpt-5.5' })
      const error = await rejectionOf(openai.models.retrieve('gpt-none'))
      expect(error).toBeInstanceOf(NotFoundError)
      expect(findCodexError(error)).toMatchObject({ code: 'MODEL_NOT_FOUND', availableModels: ids })
    })

    test('a model that there is not is answered with those that there are', async () => {
      const { openai } = await connectSdk(backend)
      const asked = openai.responses.create({ model: 'gpt-none', input: 'Hello' })
      const error = await rejectionOf(asked)
      expect(error).toMatchObject({ status: differences['unknown model'][backend] })
      const { message } = error as Error
      expect(message).toMatch(/Use one of: .*gpt-5\.5/s)
      expect(message.includes("'gpt-none' model is not supported")).toBe(differences.words[backend])
      expect(findCodexError(error)).toMatchObject({
        code: 'MODEL_NOT_FOUND',
        availableModels: expect.arrayContaining(['gpt-5.5']),
      })
    })

    test.each<[string, (openai: OpenAI) => Promise<unknown>]>([
      [
        'chat',
        (openai) =>
          openai.chat.completions.create({
            model: 'gpt-5.5',
            messages: [{ role: 'user', content: 'Hello' }],
          }),
      ],
      ['embeddings', (openai) => openai.embeddings.create({ model: 'fake', input: 'Hello' })],
      ['a stored response', (openai) => openai.responses.retrieve('resp_fake')],
    ])('%s is not one of them', async (_about, call) => {
      const { openai, simulator } = await connectSdk(backend)
      const error = await rejectionOf(call(openai))
      expect(error).toBeInstanceOf(NotFoundError)
      expect((error as APIError).message).toContain('/responses')
      expect(simulator.requests.count()).toBe(0)
    })
  })

  test('parallel calls come in their order', async () => {
    const { openai, simulator } = await connectSdk(backend)
    simulator.scenario(
      toolCallsScenario([
        { name: 'a', arguments: {} },
        { name: 'b', arguments: {} },
      ]),
    )
    const tools = ['a', 'b'].map(
      (name) => ({ type: 'function', name, parameters: {}, strict: false }) as const,
    )
    const final = await openai.responses.stream({ ...request, tools }).finalResponse()
    expect(final.output).toMatchObject([{ name: 'a' }, { name: 'b' }])
  })
})

describe.each(backends.filter((name) => differences.pictures[name]))('pictures, %s', (backend) => {
  test('are made and changed', async () => {
    const { openai, simulator } = await connectSdk(backend)
    const made = await openai.images.generate({ prompt: 'A pelican', size: '1024x1024' })
    const png = Buffer.from(made.data?.[0]?.b64_json ?? '', 'base64')
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(simulator.requests.last('images').body).toEqual({
      prompt: 'A pelican',
      model: 'gpt-image-2',
      background: 'opaque',
      quality: 'auto',
      size: '1024x1024',
    })
    const image = [await toFile(png, 'a.png'), await toFile(png, 'b.png')]
    const changed = await openai.images.edit({ image, prompt: 'With a bicycle', n: 1 })
    expect(changed.data).toHaveLength(1)
    const image_url = `data:image/png;base64,${png.toString('base64')}`
    expect(simulator.requests.last('images').body).toMatchObject({
      prompt: 'With a bicycle',
      images: [{ image_url }, { image_url }],
      n: 1,
    })
    await openai.images.edit({ image: await toFile(png, 'a.png'), prompt: 'Again' })
    expect(simulator.requests.last('images').body).toMatchObject({ images: [{ image_url }] })
  })

  test('a mask is refused before sending', async () => {
    const { openai, simulator } = await connectSdk(backend)
    const image = await toFile(Buffer.from('fake'), 'a.png')
    const error = await rejectionOf(openai.images.edit({ image, mask: image, prompt: 'A' }))
    expect(error).toMatchObject({ status: 400, param: 'mask' })
    expect(simulator.requests.count('images')).toBe(0)
  })
})

test.each(backends.filter((name) => !differences.pictures[name]))(
  'there are no pictures, %s',
  async (backend) => {
    const { openai } = await connectSdk(backend)
    const error = await rejectionOf(openai.images.generate({ prompt: 'A pelican' }))
    expect(error).toBeInstanceOf(PermissionDeniedError)
    expect(findCodexError(error)).toMatchObject({ code: 'UNSUPPORTED_BY_BACKEND' })
  },
)
