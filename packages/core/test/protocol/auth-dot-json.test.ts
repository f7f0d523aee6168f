import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  authModeOf,
  formatAuthDotJson,
  mergeRefreshedTokens,
  parseAuthDotJson,
  type AuthDotJson,
  type StoredTokens,
} from '../../src/protocol/auth-dot-json.ts'
import { fakeLogin } from '../support/fake-tokens.ts'

const now = new Date('2026-11-22T12:00:00.123Z')
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

describe('parseAuthDotJson', () => {
  test('gives the very value it got', () => {
    const value = fakeLogin({ document: { unknown: { kept: 1 } } })
    expect(parseAuthDotJson(value).document).toBe(value)
  })

  test.each<[string, unknown]>([
    ['nothing known', {}],
    ['an API key', { auth_mode: 'apikey', OPENAI_API_KEY: 'sk-fake' }],
    ['a mode of the future', { auth_mode: 'fakeMode' }],
    ['nulls', { auth_mode: null, OPENAI_API_KEY: null, tokens: null, last_refresh: null }],
    ['an empty refresh token', { tokens: { id_token: 'i', access_token: 'a', refresh_token: '' } }],
    [
      'provenance with more in it',
      {
        tokens: {
          ...fakeLogin().tokens,
          account_id: null,
          oauth_provenance: { issuer: 'https://fake.example', more: [1] },
        },
      },
    ],
  ])('takes %s', (_about, value) => {
    expect(parseAuthDotJson(value)).toEqual({ document: value })
  })

  const { tokens } = fakeLogin()
  test.each<[string, unknown, string]>([
    ['null', null, '(the whole document)'],
    ['a list', [], '(the whole document)'],
    ['a text', '{}', '(the whole document)'],
    ['a number for a mode', { auth_mode: 7 }, 'auth_mode'],
    ['an object for a key', { OPENAI_API_KEY: {} }, 'OPENAI_API_KEY'],
    ['a number for a date', { last_refresh: 7 }, 'last_refresh'],
    ['a text for tokens', { tokens: 'fake-secret' }, 'tokens'],
    ['no id token', { tokens: { ...tokens, id_token: undefined } }, 'tokens.id_token'],
    ['no access token', { tokens: { ...tokens, access_token: undefined } }, 'tokens.access_token'],
    ['no refresh token', { tokens: { ...tokens, refresh_token: null } }, 'tokens.refresh_token'],
    ['a number for an account', { tokens: { ...tokens, account_id: 7 } }, 'tokens.account_id'],
    [
      'a number for an issuer',
      { tokens: { ...tokens, oauth_provenance: { issuer: 7 } } },
      'tokens.oauth_provenance.issuer',
    ],
  ])('names the field of %s', (_about, value, invalidField) => {
    expect(parseAuthDotJson(value)).toEqual({ invalidField })
  })

  test('takes or refuses anything, and never throws', () => {
    const like = fc.record(
      { auth_mode: fc.json(), tokens: fc.anything(), last_refresh: fc.anything() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything(), like), (value) => {
        const { document, invalidField } = parseAuthDotJson(value)
        expect([document === undefined, typeof invalidField]).toEqual(
          document === undefined ? [true, 'string'] : [false, 'undefined'],
        )
      }),
    )
  })
})

test.each<[AuthDotJson, string]>([
  [{}, 'chatgpt'],
  [{ auth_mode: 'chatgpt', OPENAI_API_KEY: 'sk-fake' }, 'chatgpt'],
  [{ auth_mode: 'apikey', tokens: fakeLogin().tokens }, 'apikey'],
  [{ auth_mode: 'fakeMode' }, 'fakeMode'],
  [{ auth_mode: null, OPENAI_API_KEY: 'sk-fake', tokens: fakeLogin().tokens }, 'apikey'],
  [{ OPENAI_API_KEY: null, tokens: fakeLogin().tokens }, 'chatgpt'],
  [{ OPENAI_API_KEY: 'sk-fake', personal_access_token: 'at-fake' }, 'personalAccessToken'],
  [{ bedrock_api_key: {}, bedrock_access_keys: {} }, 'bedrockApiKey'],
  [{ bedrock_access_keys: {}, OPENAI_API_KEY: 'sk-fake' }, 'bedrockAccessKeys'],
])('the mode of %j is %s', (document, mode) => {
  expect(authModeOf(document)).toBe(mode)
})

describe('mergeRefreshedTokens', () => {
  test('replaces what was given and leaves the rest where it stands', () => {
    const text = `{"z":1,"tokens":{"login_owner_id":"fake","refresh_token":"rt-fake-1","id_token":"i1","account_id":"a","access_token":"a1","extra":[{"b":1,"a":2}]},"last_refresh":"2020-01-01T00:00:00Z","auth_mode":"chatgpt"}`
    const document = JSON.parse(text) as AuthDotJson & { tokens: StoredTokens }
    const merged = mergeRefreshedTokens(
      document,
      { accessToken: 'a2', refreshToken: 'rt-fake-2' },
      now,
    )
    expect(JSON.stringify(merged)).toBe(
      text
        .replace('rt-fake-1', 'rt-fake-2')
        .replace('"a1"', '"a2"')
        .replace('2020-01-01T00:00:00Z', '2026-11-22T12:00:00.123Z'),
    )
    expect(JSON.stringify(document)).toBe(text)
  })

  test('an empty answer changes the date alone', () => {
    const login = fakeLogin()
    expect(mergeRefreshedTokens(login, {}, now)).toEqual({
      ...login,
      last_refresh: now.toISOString(),
    })
  })

  test('a date that was missing comes last', () => {
    const { last_refresh: _, ...login } = fakeLogin()
    expect(Object.keys(mergeRefreshedTokens(login, {}, now)).at(-1)).toBe('last_refresh')
  })

  const keys = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '7', '🦩', 'é'),
  )
  // Built by JSON.parse, as a store does: only so is "__proto__" a key like any other.
  const objects = fc
    .array(fc.tuple(keys, fc.json({ maxDepth: 3 })), { maxLength: 8 })
    .map((pairs) => pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`))
  const documents = fc.tuple(objects, objects, objects, fc.boolean()).map(([a, b, c, isDated]) => {
    const tokens = ['"id_token":"i1"', ...a, '"access_token":"a1"', '"refresh_token":"rt-fake-1"']
    const date = isDated ? ['"last_refresh":"2020-01-01T00:00:00Z"'] : []
    return `{${[...b, `"tokens":{${tokens.join(',')}}`, ...date, ...c].join(',')}}`
  })
  const given = fc.record(
    { idToken: fc.string(), accessToken: fc.string(), refreshToken: fc.string() },
    { requiredKeys: [] },
  )

  test('never loses, adds or moves a key, at any depth', () => {
    fc.assert(
      fc.property(documents, given, (text, refreshed) => {
        const document = JSON.parse(text) as AuthDotJson & { tokens: StoredTokens }
        if (document.tokens?.id_token === undefined) return
        const before = JSON.stringify(document)
        const merged = mergeRefreshedTokens(document, refreshed, now)
        expect(JSON.stringify(document)).toBe(before)
        const keysOf = (value: object) => Object.keys(value).filter((key) => key !== 'last_refresh')
        expect(keysOf(merged)).toEqual(keysOf(document))
        expect(Object.keys(merged.tokens)).toEqual(Object.keys(document.tokens))
        // Undone by hand, it is what it was, to the letter.
        const { id_token, access_token, refresh_token } = document.tokens
        Object.assign(merged.tokens, { id_token, access_token, refresh_token })
        if (Object.hasOwn(document, 'last_refresh')) merged.last_refresh = document.last_refresh
        else delete merged.last_refresh
        expect(JSON.stringify(merged)).toBe(before)
      }),
      { numRuns: 200 },
    )
  })
})

test('formatAuthDotJson writes as the Codex CLI does: two spaces, no final newline', () => {
  const login = fakeLogin({ document: { 'é🦩': { nested: [1, { a: null }] } } })
  const text = formatAuthDotJson(login)
  expect(json(JSON.parse(text))).toEqual(json(login))
  expect(text.startsWith('{\n  "auth_mode": "chatgpt",\n  "OPENAI_API_KEY": null,\n')).toBe(true)
  expect(text.endsWith('\n}')).toBe(true)
  expect(text).toContain('\n    "id_token": "')
  expect(text).toContain('"é🦩"')
})
