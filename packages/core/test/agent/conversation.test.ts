import {
  failedScenario,
  reasoningScenario,
  textScenario,
  type JsonObject,
  type Simulator,
} from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import { Conversation } from '../../src/agent/conversation.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const model = 'gpt-5.5'
const kindsOf = (simulator: Simulator) =>
  (simulator.requests.last('responses').body as { input: JsonObject[] }).input.map(
    ({ type, role }) => role ?? type,
  )
const refused = {
  kind: 'answer',
  on: 'responses',
  status: 400,
  body: { error: { code: 'invalid_encrypted_content', message: 'Fake.' } },
} as const

describe('a conversation', () => {
  test('sends all that was said, under one id, and keeps what is new', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(reasoningScenario('Hm.', 'One.'), textScenario('Two.'))
    const conversation = new Conversation(client, { id: 'fake-conversation' })
    expect((await conversation.create({ model, input: 'First?' })).output_text).toBe('One.')
    await conversation.create({ model, input: [{ role: 'user', content: 'Second?' }] })
    expect(kindsOf(simulator)).toEqual(['user', 'reasoning', 'assistant', 'user'])
    expect(conversation.items).toHaveLength(5)
    expect(conversation.items.filter((item) => 'id' in item)).toEqual([])
    const keys = simulator.requests
      .to('responses')
      .map(({ headers, body }) => [headers['session-id'], (body as JsonObject)['prompt_cache_key']])
    expect(keys).toEqual([
      ['fake-conversation', 'fake-conversation'],
      ['fake-conversation', 'fake-conversation'],
    ])
    expect(new Conversation(client).id).not.toBe(new Conversation(client).id)
  })

  test('streams, and tells what a stream tells', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(textScenario('One.'))
    const conversation = new Conversation(client)
    const stream = conversation.stream({ model, input: 'First?', temperature: 1 } as never)
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed'])
    expect(stream.rateLimits).toMatchObject({ planType: 'plus' })
    expect(stream.requestId).toMatch(/^req_fake_/)
    expect(stream.warnings).toMatchObject([{ field: 'temperature' }])
  })

  test('is as it was after a turn that fails or is left', async () => {
    const { client, simulator } = await connect()
    const conversation = new Conversation(client)
    simulator.faults.add({ kind: 'context-length-exceeded' })
    expect(await rejectionOf(conversation.create({ model, input: 'A' }))).toMatchObject({
      code: 'CONTEXT_WINDOW_EXCEEDED',
    })
    for await (const event of conversation.stream({ model, input: 'B' })) {
      if (event.type === 'response.created') break
    }
    expect(conversation.items).toEqual([])
    expect(() => conversation.stream({ input: 'C' } as never)).toThrow(TypeError)
    expect(() => new Conversation(client, { id: 'a b' })).toThrow(/conversationId/)
  })

  test('takes one turn at a time', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(textScenario('One.'), textScenario('Two.'))
    const conversation = new Conversation(client)
    const first = conversation.create({ model, input: 'First?' })
    const second = conversation.create({ model, input: 'Second?' })
    expect(await rejectionOf(second)).toBeInstanceOf(TypeError)
    expect((await first).output_text).toBe('One.')
    expect((await conversation.create({ model, input: 'Second?' })).output_text).toBe('Two.')
    expect(conversation.items).toHaveLength(4)
  })

  test('can be saved and taken up', async () => {
    const { client, simulator, home } = await connect()
    simulator.scenario(reasoningScenario('Hm.', 'One.'), textScenario('Two.'))
    const first = new Conversation(client)
    await first.create({ model, input: 'First?' })
    const text = JSON.stringify(first)
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      id: first.id,
      items: [
        { item: { role: 'user' } },
        { item: { type: 'reasoning' }, accountId: home.login?.accountId },
        { item: { role: 'assistant' } },
      ],
    })
    const second = Conversation.fromJSON(client, JSON.parse(text))
    expect(JSON.stringify(second)).toBe(text)
    await second.create({ model, input: 'Second?' })
    expect(kindsOf(simulator)).toEqual(['user', 'reasoning', 'assistant', 'user'])
    expect(first.items).toHaveLength(3)
  })

  test.each<[string, unknown]>([
    ['it', null],
    ['it', '{}'],
    ['version', { version: 2, id: 'a', items: [] }],
    ['id', { version: 1, id: 'a b', items: [] }],
    ['items', { version: 1, id: 'a', items: {} }],
    ['items.0.item', { version: 1, id: 'a', items: [{ item: 7 }] }],
    ['items.0.accountId', { version: 1, id: 'a', items: [{ item: {}, accountId: 7 }] }],
  ])('cannot be taken up where %s is not what it should be: %j', async (place, saved) => {
    const { client } = await connect()
    const take = () => Conversation.fromJSON(client, saved)
    expect(take).toThrow(TypeError)
    expect(take).toThrow(`: ${place} is not`)
  })
})

describe('reasoning', () => {
  test('goes only with requests of its account', async () => {
    const { client, simulator } = await connect()
    const other = await connect({ endpoints: simulator.endpoints }, {}, { accountId: 'fake-other' })
    simulator.scenario(reasoningScenario('Hm.', 'One.'), textScenario('Two.'))
    const conversation = new Conversation(client)
    await conversation.create({ model, input: 'First?' })
    const { accessToken } = simulator.authority.issue({ accountId: 'fake-other' })
    const elsewhere = Conversation.fromJSON(
      { responses: client.responses, login: { ...other.client.login } },
      conversation.toJSON(),
    )
    expect(accessToken).not.toBe('')
    const stream = elsewhere.stream({ model, input: 'Second?' })
    await stream.final()
    expect(kindsOf(simulator)).toEqual(['user', 'assistant', 'user'])
    expect(stream.warnings).toMatchObject([
      { field: 'input', reason: expect.stringContaining('account') },
    ])
    expect(elsewhere.items.filter(({ type }) => type === 'reasoning')).toHaveLength(1)
  })

  test.each([
    ['in place of an answer', { faults: [refused], scenarios: [] }],
    [
      'as the answer begins',
      { faults: [], scenarios: [failedScenario('invalid_encrypted_content')] },
    ],
  ])(
    'that the backend cannot read, said %s, is dropped, and the turn sent once more',
    async (_about, { faults, scenarios }) => {
      const { client, simulator } = await connect()
      simulator.scenario(reasoningScenario('Hm.', 'One.'), ...scenarios, textScenario('Two.'))
      const conversation = new Conversation(client)
      await conversation.create({ model, input: 'First?' })
      simulator.faults.add(...faults)
      const stream = conversation.stream({ model, input: 'Second?' })
      const types: string[] = []
      for await (const event of stream) types.push(event.type)
      expect(types.filter((type) => type === 'response.created')).toHaveLength(1)
      expect((await stream.final()).output_text).toBe('Two.')
      expect(kindsOf(simulator)).toEqual(['user', 'assistant', 'user'])
      expect(stream.warnings).toMatchObject([{ field: 'input' }])
      expect(conversation.items.filter(({ type }) => type === 'reasoning')).toEqual([])
      expect(simulator.requests.count('responses')).toBe(3)
    },
  )

  test('refused a second time, or where there is none, is the answer', async () => {
    const { client, simulator } = await connect()
    simulator.scenario(reasoningScenario('Hm.', 'One.'))
    const conversation = new Conversation(client)
    simulator.faults.add(refused)
    expect(await rejectionOf(conversation.create({ model, input: 'First?' }))).toMatchObject({
      serverCode: 'invalid_encrypted_content',
    })
    await conversation.create({ model, input: 'First?' })
    simulator.faults.add(refused, refused)
    expect(await rejectionOf(conversation.create({ model, input: 'Second?' }))).toMatchObject({
      serverCode: 'invalid_encrypted_content',
    })
    expect(simulator.requests.count('responses')).toBe(4)
  })
})
