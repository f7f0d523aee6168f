import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A token that says so itself, valid for long. */
export function fakeJwt(claims: object = {}): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return [{ alg: 'none' }, { exp: 4_000_000_000, ...claims }, 'fake'].map(encode).join('.')
}

/** A folder with a login as the Codex CLI keeps it. */
export async function createFakeHome(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'via-codex-benchmark-'))
  const token = fakeJwt()
  const login = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { id_token: token, access_token: token, refresh_token: 'fake', account_id: 'fake' },
    last_refresh: '2026-01-01T00:00:00Z',
  }
  await writeFile(join(path, 'auth.json'), JSON.stringify(login))
  return { path, remove: () => rm(path, { recursive: true }) }
}
