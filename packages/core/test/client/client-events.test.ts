import { eventsScenario } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import type { ClientEvents } from '../../src/client/client-events.ts'
import type { CodexClientOptions } from '../../src/client/client-options.ts'
import type { CodexClient } from '../../src/client/codex-client.ts'
import { createCodexFetch } from '../../src/fetch/create-codex-fetch.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const request = { model: 'gpt-5.5', input: 'Hello' }

/** Everything the client tells, in order. */
function listen(client: CodexClient): [keyof ClientEvents, unknown][] {
  const told: [keyof ClientEvents, unknown][] = []
  for (const type of ['rateLimits', 'refresh', 'retry', 'warning'] as const)
    client.on(type, (event) => void told.push([type, event]))
  return told
}

describe('observers hear', () => {
  test('what the plan has left, of an answer and of a refusal', async () => {
    const { client, simulator } = await connect()
    const told = listen(client)
    await client.responses.create(request)
    simulator.faults.add({ kind: 'usage-limit-reached' })
    await rejectionOf(client.responses.create(request))
    expect(told).toMatchObject([
      ['rateLimits', { planType: 'plus', primary: { usedPercent: 12.5 } }],
      ['rateLimits', { primary: { usedPercent: 100 } }],
    ])
  })

  test('the same over a WebSocket, where an event tells it', async () => {
    const { client } = await connect({ transport: 'websocket' })
    const told = listen(client)
    const { output_text: text } = await client.responses.create(request)
    expect(text).toContain('Hello')
    expect(told).toMatchObject([
      ['rateLimits', { planType: 'plus', primary: { usedPercent: 12.5, windowMinutes: 300 } }],
    ])
  })

  test('the same in an event of a stream, cut anywhere', async () => {
    const { client, simulator } = await connect({}, { chunking: { bytes: 7 } })
    const told = listen(client)
    const limits = { type: 'codex.rate_limits', rate_limits: { primary: { used_percent: 40 } } }
    const end = { type: 'response.completed', response: { id: 'resp_1', output: [] } }
    simulator.scenario(eventsScenario([limits, end]))
    await client.responses.create(request)
    expect(told.at(-1)).toEqual(['rateLimits', { primary: { usedPercent: 40 } }])
  })

  test('of a try that failed', async () => {
    const { client, simulator } = await connect()
    const told = listen(client)
    simulator.faults.add({ kind: 'server-error', times: 2 })
    await client.responses.create(request)
    const retries = told.filter(([type]) => type === 'retry')
    expect(retries).toMatchObject([
      ['retry', { attempt: 1, delayMs: expect.any(Number), error: { code: 'SERVER_ERROR' } }],
      ['retry', { attempt: 2 }],
    ])
  })

  test.each<[string, CodexClientOptions['retry'], object]>([
    ['that went well', {}, { by: 'own' }],
    ['that failed', { maxAttempts: 1 }, { by: 'own', error: { code: 'REFRESH_REJECTED' } }],
  ])('of a refresh %s, without its tokens', async (about, retry, expected) => {
    const { client, simulator, home } = await connect({ retry }, {}, { expired: true })
    const told = listen(client)
    if (about === 'that failed') simulator.faults.add({ kind: 'refresh-token-invalidated' })
    await client.responses.create(request).catch(() => {})
    expect(told.filter(([type]) => type === 'refresh')).toMatchObject([['refresh', expected]])
    const text = JSON.stringify(told)
    for (const secret of [...simulator.requests.bearers(), home.login?.refreshToken])
      expect(text).not.toContain(String(secret))
  })

  test('of what a request goes without, through the fetch of the client too', async () => {
    const { client } = await connect()
    const told = listen(client)
    const dropped = [{ field: 'temperature' }]
    await client.responses.create({ ...request, temperature: 1 } as typeof request)
    const answer = await createCodexFetch({ client })('https://fake.example/v1/responses', {
      method: 'POST',
      body: JSON.stringify({ ...request, temperature: 1, stream: true }),
    })
    await answer.text()
    expect(told.filter(([type]) => type === 'warning')).toMatchObject([
      ['warning', { message: expect.stringContaining('without'), fields: { dropped } }],
      ['warning', { fields: { dropped } }],
    ])
    expect(told.filter(([type]) => type === 'rateLimits')).toHaveLength(2)
  })
})

describe('an observer', () => {
  test('may be taken away, each for itself', async () => {
    const { client } = await connect()
    let count = 0
    const listener = () => count++
    const off = client.on('rateLimits', listener)
    client.on('rateLimits', listener)
    await client.responses.create(request)
    expect(count).toBe(2)
    off()
    off()
    await client.responses.create(request)
    expect(count).toBe(3)
  })

  test('that fails disturbs nobody, and the logger is told', async () => {
    const warnings: unknown[] = []
    const logger = { warn: (_message: string, fields: unknown) => void warnings.push(fields) }
    const { client } = await connect({ logger })
    client.on('rateLimits', () => {
      throw new Error('fake failure')
    })
    client.on('rateLimits', async () => Promise.reject(new Error('fake rejection')))
    client.on('warning', () => {
      throw new Error('not told in turn')
    })
    const told = listen(client)
    expect(await client.responses.create(request)).toMatchObject({ status: 'completed' })
    expect(told.map(([type]) => type)).toEqual(['rateLimits'])
    expect(warnings).toMatchObject([
      { type: 'rateLimits', error: { message: 'fake failure' } },
      { type: 'rateLimits', error: { message: 'fake rejection' } },
    ])
  })

  test('of what there is not is a TypeError', async () => {
    const { client } = await connect()
    expect(() => client.on('error' as never, () => {})).toThrow(
      /rateLimits, refresh, retry, warning/,
    )
    expect(() => client.on('retry', undefined as never)).toThrow(TypeError)
  })
})
