/** A token that says so itself, valid for long. */
export function fakeJwt(claims: object): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return [{ alg: 'none' }, { exp: 4_000_000_000, ...claims }, 'fake'].map(encode).join('.')
}

/** A login as the Codex CLI keeps it, to be written to `auth.json`. */
export function fakeLogin(): object {
  const token = fakeJwt({})
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { id_token: token, access_token: token, refresh_token: 'fake', account_id: 'fake' },
    last_refresh: '2026-01-01T00:00:00Z',
  }
}
