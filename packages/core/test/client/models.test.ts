import { describe, expect, test } from 'vitest'
import { protocolVersion } from '../../src/protocol/endpoints.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

describe('the list of models', () => {
  test('is what the backend gives, the first one first', async () => {
    const { client, simulator } = await connect()
    const models = await client.models.list()
    expect(models.length).toBeGreaterThan(3)
    expect(models.map((model) => model.id)).toContain('gpt-5.5')
    const priorities = models.map((model) => model.priority ?? Infinity)
    expect(priorities).toEqual(priorities.toSorted((a, b) => a - b))
    const { headers, query } = simulator.requests.last('models')
    expect(query.get('client_version')).toBe(protocolVersion)
    expect(headers).toMatchObject({
      accept: '*/*',
      version: protocolVersion,
      originator: 'via-codex',
    })
  })

  test('may be empty', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'empty-models' })
    expect(await client.models.list()).toEqual([])
  })

  test.each(['', '<html></html>', '{"detail":"fake"}', '{"models":{}}'])(
    'that is none is an error: %j',
    async (body) => {
      const { client, simulator } = await connect()
      simulator.faults.add({ kind: 'answer', on: 'models', status: 200, body })
      expect(await rejectionOf(client.models.list())).toMatchObject({
        name: 'ApiError',
        code: 'SERVER_ERROR',
        status: 200,
        hint: expect.any(String),
      })
    },
  )

  test('is asked for again after a failure', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'server-error', on: 'models', times: 2 })
    expect(await client.models.list()).not.toEqual([])
    expect(simulator.requests.count('models')).toBe(3)
  })

  test('may be aborted', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'hang', on: 'models' })
    const controller = new AbortController()
    const failed = rejectionOf(client.models.list({ signal: controller.signal }))
    const { ended } = await simulator.requests.arrival('models')
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
    expect(await ended).toBe('aborted')
  })
})

describe('a model that does not exist', () => {
  const request = { model: 'fake-model', input: 'Hello' }

  test('is answered with those that do', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'model-not-found' })
    const listed = (await client.models.list()).filter((model) => model.visibility !== 'hide')
    const error = await rejectionOf(client.responses.create(request))
    expect(error).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      availableModels: listed.map((model) => model.id),
      hint: expect.stringContaining('gpt-5.5'),
    })
  })

  test('is so by the words of the backend too', async () => {
    const { client } = await connect()
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      availableModels: expect.arrayContaining(['gpt-5.5']),
    })
  })

  test.each([
    ['cannot be read', { kind: 'answer', on: 'models', status: 400, body: '' }],
    ['is empty', { kind: 'empty-models' }],
    [
      'holds hidden ones only',
      {
        kind: 'answer',
        on: 'models',
        status: 200,
        body: { models: [{ slug: 'fake-hidden', visibility: 'hide' }] },
      },
    ],
  ] as const)('keeps its own hint when the list %s', async (_about, fault) => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'model-not-found' }, fault)
    const error = await rejectionOf(client.responses.create(request))
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', hint: expect.stringMatching(/models/) })
    expect(error).not.toHaveProperty('availableModels')
  })

  test('is aborted by the reason while the list is asked for', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'model-not-found' }, { kind: 'hang', on: 'models' })
    const controller = new AbortController()
    const failed = rejectionOf(client.responses.create(request, { signal: controller.signal }))
    await simulator.requests.arrival('models')
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
  })
})
