import { zstdDecompressSync } from 'node:zlib'
import { textScenario } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import { createCodexClient } from '../../src/client/codex-client.ts'
import { compressRequest } from '../../src/transport/compress-request.ts'
import type { Exchange, ExchangeInit } from '../../src/transport/exchange.ts'
import { connect } from '../support/connect.ts'
import { rejectionOf } from '../support/failures.ts'

const large = JSON.stringify({ text: 'Grüße 🦩 '.repeat(1_000) })
const url = 'https://fake.example/responses'
const init: ExchangeInit = { method: 'POST', headers: {}, body: large, redirect: 'manual' }

/** Gives these statuses one after the other, then 200; notes what came. */
function compressing(...statuses: number[]) {
  const sent: ('zstd' | 'plain')[] = []
  const bottom: Exchange = async (_url, { headers, body = '' }) => {
    const isCompressed = headers['content-encoding'] === 'zstd'
    const text = isCompressed ? zstdDecompressSync(body).toString() : body
    expect(text).toBe(large)
    sent.push(isCompressed ? 'zstd' : 'plain')
    return new Response('refusal', { status: statuses.shift() ?? 200 })
  }
  return { sent, exchange: compressRequest()(bottom) }
}

describe('a body', () => {
  test.each<[string, number[], string[], number[]]>([
    ['goes compressed', [], ['zstd', 'zstd'], [200, 200]],
    ['goes plain once it was refused compressed', [415], ['zstd', 'plain', 'plain'], [200, 200]],
    ['that cannot be read goes plain', [400], ['zstd', 'plain', 'plain'], [200, 200]],
    ['wrong either way is no reason', [400, 400], ['zstd', 'plain', 'zstd'], [400, 200]],
    ['wrong goes once where others were right', [200, 400], ['zstd', 'zstd'], [200, 400]],
    ['goes plain when that changes', [200, 415], ['zstd', 'zstd', 'plain'], [200, 200]],
    ['meets a limit once', [429, 500], ['zstd', 'zstd'], [429, 500]],
  ])('%s', async (_about, statuses, sent, answers) => {
    const path = compressing(...statuses)
    for (const status of answers) expect(await path.exchange(url, init)).toMatchObject({ status })
    expect(path.sent).toEqual(sent)
  })

  test.each<[string, Partial<ExchangeInit>, string?]>([
    ['that is small', { body: '{}' }],
    ['that is none', { body: new Uint8Array(9_000) }],
    ['to another endpoint', {}, 'https://fake.example/images/edits'],
  ])('%s stays as it is', async (_about, more, other = url) => {
    const seen: ExchangeInit[] = []
    const exchange = compressRequest()(async (_url, sent) => {
      seen.push(sent)
      return new Response()
    })
    const given = { ...init, ...more }
    await exchange(other, given)
    expect(seen).toEqual([given])
  })
})

describe('a client', () => {
  const request = { model: 'gpt-5.5', input: 'pelican '.repeat(400_000) }

  test('sends less', async () => {
    const { client, simulator } = await connect({}, { scenario: textScenario('Hi.') })
    await client.responses.create(request)
    const { contentEncoding, bodyBytes, body } = simulator.requests.last('responses')
    expect(contentEncoding).toBe('zstd')
    expect(bodyBytes).toBeLessThan(30_000)
    expect(JSON.stringify(body)).toContain(request.input)
  })

  test('meets a backend that takes nothing compressed, once', async () => {
    const { client, simulator } = await connect({}, { scenario: textScenario('Hi.') })
    simulator.faults.add({ kind: 'unsupported-encoding' })
    await client.responses.create(request)
    await client.responses.create(request)
    const encodings = simulator.requests.to('responses').map((seen) => seen.contentEncoding)
    expect(encodings).toEqual(['zstd', undefined, undefined])
  })

  test('compresses nothing for the public API', async () => {
    const { simulator } = await connect({}, { scenario: textScenario('Hi.') })
    const apiKey = simulator.authority.issueApiKey()
    const { endpoints } = simulator
    await using platform = createCodexClient({ credential: { apiKey }, endpoints })
    await platform.responses.create(request)
    expect(simulator.requests.last('responses').contentEncoding).toBeUndefined()
  })

  test('asks once when the plan is used up', async () => {
    const { client, simulator } = await connect({}, { scenario: textScenario('Hi.') })
    simulator.faults.add({ kind: 'usage-limit-reached' })
    expect(await rejectionOf(client.responses.create(request))).toMatchObject({
      code: 'USAGE_LIMIT_REACHED',
    })
    expect(simulator.requests.count('responses')).toBe(1)
  })
})
