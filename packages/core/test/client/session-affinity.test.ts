import { describe, expect, test } from 'vitest'
import { sessionAffinity } from '../../src/client/session-affinity.ts'
import { toTokenUsage } from '../../src/protocol/response-event.ts'
import { connect } from '../support/connect.ts'
import { thrownBy } from '../support/failures.ts'

const newId = () => 'new'

describe('which conversation a request belongs to', () => {
  test.each<[string, Parameters<typeof sessionAffinity>[1], string, string]>([
    ['the one named', { conversationId: 'a' }, 'a', 'a'],
    [
      'the one named, the body keeping its key',
      { conversationId: 'a', promptCacheKey: 'b' },
      'a',
      'b',
    ],
    ["that of the body's own key", { promptCacheKey: 'b' }, 'b', 'b'],
    ['a new one for an empty key', { promptCacheKey: '' }, 'new', 'new'],
    ['a new one for a key that is no text', { promptCacheKey: 7 }, 'new', 'new'],
    ['a new one', {}, 'new', 'new'],
  ])('%s', (_about, options, id, key) => {
    expect(sessionAffinity('codex', options, newId)).toEqual({
      conversationId: id,
      isNamed: id !== 'new',
      headers: { 'session-id': id, 'thread-id': id },
      promptCacheKey: key,
    })
  })

  test('a key that no header may hold is named by its digest', () => {
    const affinity = sessionAffinity('codex', { promptCacheKey: 'Grüße\r\nx: y' }, newId)
    expect(affinity.conversationId).toMatch(/^[0-9a-f]{32}$/)
    expect(affinity).toEqual(sessionAffinity('codex', { promptCacheKey: 'Grüße\r\nx: y' }, newId))
    expect(affinity.promptCacheKey).toBe('Grüße\r\nx: y')
  })

  test.each([
    [{}, undefined],
    [{ conversationId: 'a' }, 'a'],
    [{ promptCacheKey: 'b' }, 'b'],
  ])('the public API gets no headers, and no key that was made up: %j', (options, key) => {
    expect(sessionAffinity('platform', options, newId)).toMatchObject({
      headers: {},
      promptCacheKey: key,
    })
  })

  test('a new one is a UUID of version 7', () => {
    const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    expect(sessionAffinity('codex', {}).conversationId).toMatch(pattern)
  })
})

describe('a client', () => {
  const request = { model: 'gpt-5.5', input: 'x'.repeat(12_000) }

  test('finds its prompt in the cache again, and tries of one request share their conversation', async () => {
    const { client, simulator } = await connect()
    simulator.faults.add({ kind: 'server-error' })
    const cached = async (conversationId?: string) => {
      const { usage } = await client.responses.create(request, { conversationId })
      return toTokenUsage(usage!).cachedTokens
    }
    expect(await cached('first')).toBe(0)
    expect(await cached('first')).toBeGreaterThan(1_024)
    expect(await cached('second')).toBe(0)
    expect(await cached()).toBe(0)
    const sent = simulator.requests
      .to('responses')
      .map(({ headers, body }) => [
        headers['session-id'],
        headers['thread-id'],
        (body as { prompt_cache_key: string }).prompt_cache_key,
      ])
    expect(sent.slice(0, 4).map(([id]) => id)).toEqual(['first', 'first', 'first', 'second'])
    for (const [id, ...others] of sent) expect(others).toEqual([id, id])
  })

  test.each(['', 'a b', 'a\r\nb', 'ü', 'x'.repeat(129), 7])('takes no %j for one', async (id) => {
    const { client } = await connect()
    const conversationId = id as string
    const error = thrownBy(() => client.responses.stream(request, { conversationId }))
    expect(error).toBeInstanceOf(TypeError)
  })
})
