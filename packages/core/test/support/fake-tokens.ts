import type { AuthDotJson, StoredTokens } from '../../src/protocol/auth-dot-json.ts'

export function fakeJwt(claims: object): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [part({ alg: 'none', typ: 'fake' }), part({ fake: true, ...claims }), part('fake')].join(
    '.',
  )
}

export interface FakeLoginOptions {
  /** Marks this generation of tokens. */
  name?: string
  accountId?: string
  expiresAt?: Date
  document?: object
}

/** A login document whose every token says that it is fake. */
export function fakeLogin({
  name = 'first',
  accountId = 'account-fake',
  expiresAt = new Date('2030-01-01T00:00:00Z'),
  document = {},
}: FakeLoginOptions = {}): AuthDotJson & { tokens: StoredTokens } {
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: fakeJwt({ email: 'ada@fake.example' }),
      access_token: fakeJwt({ name, exp: expiresAt.getTime() / 1000 }),
      refresh_token: `rt-fake-${name}`,
      account_id: accountId,
    },
    last_refresh: '2026-01-01T00:00:00Z',
    ...document,
  }
}
