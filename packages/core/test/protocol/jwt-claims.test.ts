import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJwtClaims } from '../../src/protocol/jwt-claims.ts'
import { fakeJwt } from '../support/fake-tokens.ts'

const auth = 'https://api.openai.com/auth'
const profile = 'https://api.openai.com/profile'
const encode = (text: string) => Buffer.from(text).toString('base64url')

describe('the claims of a token', () => {
  test.each<[string, object, object]>([
    ['nothing', {}, { isFedramp: false }],
    ['an end', { exp: 1_800_000_000 }, { expiresAt: new Date('2027-01-15T08:00:00Z') }],
    ['an end of half a second', { exp: 0.5 }, { expiresAt: new Date(500) }],
    ['an email', { email: 'ada@fake.example' }, { email: 'ada@fake.example' }],
    [
      'an email in the profile',
      { [profile]: { email: 'ada@fake.example' } },
      { email: 'ada@fake.example' },
    ],
    [
      'two emails',
      { email: 'top@fake.example', [profile]: { email: 'profile@fake.example' } },
      { email: 'top@fake.example' },
    ],
    [
      'plan, account and region',
      {
        [auth]: {
          chatgpt_plan_type: 'pro',
          chatgpt_account_id: 'account-fake',
          chatgpt_account_is_fedramp: true,
        },
      },
      { planType: 'pro', accountId: 'account-fake', isFedramp: true },
    ],
    ['unicode', { email: 'ädä🦩@fake.example' }, { email: 'ädä🦩@fake.example' }],
  ])('%s', (_about, claims, expected) => {
    expect(parseJwtClaims(fakeJwt(claims))).toEqual({ isFedramp: false, ...expected })
  })

  test.each<[string, object]>([
    ['an end that is a text', { exp: '1800000000' }],
    ['an end beyond all dates', { exp: 1e300 }],
    ['an email that is none', { email: 7, [profile]: null }],
    ['an empty email', { email: '' }],
    ['an auth that is a list', { [auth]: ['chatgpt_plan_type'] }],
    ['a plan that is an object', { [auth]: { chatgpt_plan_type: {} } }],
    ['a region that is a text', { [auth]: { chatgpt_account_is_fedramp: 'true' } }],
  ])('%s is left out', (_about, claims) => {
    expect(parseJwtClaims(fakeJwt(claims))).toEqual({ isFedramp: false })
  })
})

test.each([
  ['', 'an empty text'],
  ['opaque-fake-token', 'an opaque token'],
  ['a.b', 'two parts'],
  ['a.b.c.d', 'four parts'],
  [`.${encode('{}')}.s`, 'an empty head'],
  ['h..s', 'an empty payload'],
  [`h.${encode('{}')}.`, 'an empty signature'],
  [`h.${encode('{')}.s`, 'no JSON'],
  [`h.${encode('[]')}.s`, 'a list'],
  [`h.${encode('null')}.s`, 'null'],
  [`h.${encode('"text"')}.s`, 'a text'],
  ['h.***.s', 'no base64url'],
])('%j is no token: %s', (token) => {
  expect(parseJwtClaims(token)).toBeUndefined()
})

test('no token, however made, throws', () => {
  const payloads = fc.oneof(fc.json(), fc.string()).map((text) => `h.${encode(text)}.s`)
  fc.assert(
    fc.property(fc.oneof(fc.string(), payloads), (token) => {
      const claims = parseJwtClaims(token)
      expect(typeof (claims?.isFedramp ?? false)).toBe('boolean')
      expect(Number.isNaN(claims?.expiresAt?.getTime() ?? 0)).toBe(false)
    }),
  )
})
