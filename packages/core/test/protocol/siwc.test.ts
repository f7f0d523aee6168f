import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeSiwcCallback } from '../../src/oauth/siwc/siwc-callback.ts'
import { isIssuedClientId, parseSiwcDiscovery, parseSiwcGrant } from '../../src/protocol/siwc.ts'

test.each([
  ['oaiapp_x-1', true],
  ['x'.repeat(200), true],
  ['x'.repeat(201), false],
  ['', false],
  ['dynamic_agent_client', false],
  ['../x', false],
  ['a b', false],
  ['a\n', false],
])('%j can be a name: %j', (text, expected) => {
  expect(isIssuedClientId(text)).toBe(expected)
})

describe('a token answer', () => {
  test.each([
    [{}, {}],
    [{ token_type: 'bearer', scope: 'a  b' }, { scopes: ['a', 'b'] }],
    [{ scope: '' }, { scopes: [] }],
    [{ expires_in: 3600 }, { expiresInSeconds: 3600 }],
    [{ expires_in: 0 }, {}],
    [{ expires_in: '3600' }, {}],
    [{ earliest_refresh_at: 1 }, { earliestRefreshAt: new Date(1000) }],
    [{ earliest_refresh_at: '1' }, { earliestRefreshAt: new Date(1000) }],
    [
      { earliest_refresh_at: '2026-01-01T00:00:00Z' },
      { earliestRefreshAt: new Date('2026-01-01T00:00:00Z') },
    ],
    [{ earliest_refresh_at: 'some day' }, {}],
    [{ earliest_refresh_at: 1e300 }, {}],
    [{ token_type: 'DPoP' }, undefined],
  ])('%j', (answer, expected) => {
    expect(parseSiwcGrant(JSON.stringify(answer))).toEqual(expected)
  })

  test('of any kind is read or not, and never thrown about', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => [parseSiwcGrant(text), parseSiwcDiscovery(text)]).not.toThrow()
      }),
    )
  })
})

const state = 'fake-state'
const expected = { issuer: 'https://auth.fake.example', clientId: undefined }

test('a callback without our state says nothing, whatever it holds', () => {
  const pair = fc.tuple(
    fc.constantFrom('state', 'code', 'client_id', 'error', 'iss', 'scope'),
    fc.oneof(fc.string(), fc.constant('oaiapp_x')),
  )
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const query = new URLSearchParams(pairs)
      fc.pre(query.get('state') !== state)
      expect(judgeSiwcCallback(query, state, expected)).toEqual({ kind: 'otherSignIn' })
    }),
  )
})

test.each([
  [{ code: 'c', client_id: 'oaiapp_x', scope: 'a b', more: '1' }, undefined, 'code'],
  [{ code: 'c', client_id: 'oaiapp_x', iss: 'https://auth.fake.example' }, undefined, 'code'],
  [{ code: 'c' }, 'oaiapp_x', 'code'],
  [{ code: 'c', client_id: 'oaiapp_x' }, 'oaiapp_x', 'code'],
  [{ client_id: 'oaiapp_x' }, undefined, 'noCode'],
  [{ code: 'c' }, undefined, 'refused'],
  [{ code: 'c', client_id: 'oaiapp_y' }, 'oaiapp_x', 'refused'],
  [{ code: 'c', client_id: 'dynamic_agent_client' }, undefined, 'refused'],
  [{ code: 'c', client_id: 'oaiapp_x', iss: 'https://x.fake' }, undefined, 'refused'],
  [{ code: 'c', client_id: 'oaiapp_x', error: 'access_denied' }, undefined, 'refused'],
])('%j, as %j: %s', (members, clientId, kind) => {
  const query = new URLSearchParams({ state, ...(members as Record<string, string>) })
  expect(judgeSiwcCallback(query, state, { ...expected, clientId }).kind).toBe(kind)
})
