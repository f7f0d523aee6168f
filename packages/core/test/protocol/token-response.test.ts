import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTokenResponse } from '../../src/protocol/token-response.ts'

test.each<[string, unknown, object | undefined]>([
  [
    'all three',
    { id_token: 'i', access_token: 'a', refresh_token: 'rt-fake', expires_in: 7, scope: 'fake' },
    { idToken: 'i', accessToken: 'a', refreshToken: 'rt-fake' },
  ],
  ['one', { access_token: 'a' }, { accessToken: 'a' }],
  [
    'one among nulls',
    { id_token: null, access_token: 'a', refresh_token: null },
    { accessToken: 'a' },
  ],
  [
    'one among empty ones',
    { id_token: '', access_token: 'a', refresh_token: '' },
    { accessToken: 'a' },
  ],
  ['none', { expires_in: 7 }, undefined],
  ['empty ones', { id_token: '', access_token: '' }, undefined],
  ['a number', { access_token: 7 }, undefined],
  ['an error', { error: 'fake' }, undefined],
  ['a list', [{ access_token: 'a' }], undefined],
  ['null', null, undefined],
])('%s', (_about, body, expected) => {
  expect(parseTokenResponse(JSON.stringify(body))).toEqual(expected)
})

test.each(['', '<html>', '{"access_token":"a"', 'access_token=a'])('%j is no answer', (text) => {
  expect(parseTokenResponse(text)).toBeUndefined()
})

test('no text throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(Object.values(parseTokenResponse(text) ?? {}).every(Boolean)).toBe(true)
    }),
  )
})
