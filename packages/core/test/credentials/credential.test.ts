import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { toAccessToken, toAccount, toChatGptDocument } from '../../src/credentials/credential.ts'
import { fakeJwt, fakeLogin } from '../support/fake-tokens.ts'

test.each([
  ['written', fakeLogin()],
  ['absent', fakeLogin({ document: { auth_mode: undefined } })],
  ['written, beside a key', fakeLogin({ document: { OPENAI_API_KEY: 'sk-fake' } })],
  ['managed by a host', fakeLogin({ document: { auth_mode: 'chatgptAuthTokens' } })],
])('a ChatGPT login, its mode %s', (_, document) => {
  expect(toChatGptDocument(document, 'here')).toBe(document)
})

test.each([
  ['apikey', { auth_mode: 'apikey', OPENAI_API_KEY: 'sk-fake' }],
  ['apikey', { OPENAI_API_KEY: 'sk-fake', tokens: fakeLogin().tokens }],
  ['personalAccessToken', { OPENAI_API_KEY: null, personal_access_token: 'at-fake' }],
  ['somethingNew', { auth_mode: 'somethingNew' }],
])('a login of the kind %s is refused by name', (authMode, document) => {
  expect(() => toChatGptDocument(document, 'here')).toThrow(
    expect.objectContaining({ code: 'CREDENTIAL_WRONG_MODE', authMode, locations: ['here'] }),
  )
})

test.each([
  ['tokens', {}],
  ['tokens', { tokens: null }],
  ['tokens.access_token', { tokens: { ...fakeLogin().tokens, access_token: '' } }],
])('a login without %s is unreadable', (field, document) => {
  expect(() => toChatGptDocument({ auth_mode: 'chatgpt', ...document }, 'here')).toThrow(
    expect.objectContaining({ code: 'CREDENTIAL_UNREADABLE', field }),
  )
})

test('the account id is the stored one, whatever a token says', () => {
  const login = fakeLogin({ accountId: 'stored' })
  login.tokens.id_token = fakeJwt({
    email: 'ada@fake.example',
    'https://api.openai.com/auth': {
      chatgpt_account_id: 'of the token',
      chatgpt_plan_type: 'plus',
      chatgpt_account_is_fedramp: true,
    },
  })
  expect(toAccount(login)).toEqual({
    accountId: 'stored',
    email: 'ada@fake.example',
    planType: 'plus',
  })
  expect(toAccessToken(login)).toMatchObject({ accountId: 'stored', identity: { isFedramp: true } })
})

test('an access token never prints', () => {
  const token = toAccessToken(fakeLogin())
  const printed = [inspect({ token }, { depth: 9, showHidden: true }), JSON.stringify({ token })]
  for (const text of printed) expect(text).not.toContain(token.reveal())
})
