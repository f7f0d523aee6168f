import { expect, test } from 'vitest'
import { serializeRequest } from '../../src/dialect/serialize-request.ts'
import { thrownBy } from '../support/failures.ts'

test('is JSON, whatever the characters', () => {
  const body = { input: [{ text: '\ud800 "null" \u0000 🦩', at: new Date(0), gone: undefined }] }
  expect(JSON.parse(serializeRequest(body))).toEqual(JSON.parse(JSON.stringify(body)))
})

test.each<[string, unknown, string | undefined]>([
  ['NaN', { a: [{ b: Number.NaN }] }, 'tools.a[0].b'],
  ['an infinite number', [Number.NEGATIVE_INFINITY], 'tools[0]'],
  ['a BigInt', 1n, undefined],
  ['a toJSON that fails', { toJSON: () => Promise.reject.call(undefined) }, undefined],
])('%s is no request', (_about, tools, param) => {
  const error = thrownBy(() => serializeRequest({ model: 'fake', tools }))
  expect(error).toMatchObject({ name: 'ApiError', code: 'INVALID_REQUEST', isRetryable: false })
  expect((error as { param?: string }).param).toBe(param)
})

test('neither is a circle', () => {
  const circle: Record<string, unknown> = { secret: 'fake' }
  circle['self'] = circle
  const error = thrownBy(() => serializeRequest({ input: [circle] }))
  expect(error).toMatchObject({ code: 'INVALID_REQUEST' })
  expect(String(error)).toContain('holds itself')
  expect(String(error)).not.toContain('secret')
})

test('nor is endless depth', () => {
  let deep: unknown = null
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  expect(thrownBy(() => serializeRequest({ input: deep }))).toMatchObject({
    code: 'INVALID_REQUEST',
  })
})
