import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refreshThroughCodex } from '../../src/credentials/delegate-refresh.ts'
import { fakeLogin } from '../support/fake-tokens.ts'

const standIn = join(import.meta.dirname, 'codex-stand-in.mjs')

let codexHome: string
beforeEach(async () => {
  codexHome = await mkdtemp(join(tmpdir(), 'via-codex-delegate-'))
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(fakeLogin()))
})
afterEach(() => rm(codexHome, { recursive: true, force: true }))

const refresh = (manner: string, timeoutMs = 20_000) =>
  refreshThroughCodex({
    codexHome,
    env: process.env,
    command: [process.execPath, standIn, manner],
    timeoutMs,
  })
const refreshTokenOf = async () => {
  const text = await readFile(join(codexHome, 'auth.json'), 'utf8')
  return (JSON.parse(text) as { tokens: { refresh_token: string } }).tokens.refresh_token
}

test('the Codex CLI refreshes its login in the folder it is told', async () => {
  await refresh('renews')
  await expect(refreshTokenOf()).resolves.toBe('rt-fake-renewed')
})

test.each([
  ['refuses', 20_000],
  ['ends', 20_000],
  ['hangs', 300],
])('one that %s is an error that quotes nothing of it', async (manner, timeoutMs) => {
  const error: unknown = await refresh(manner, timeoutMs).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'REFRESH_UNAVAILABLE', isRetryable: false })
  expect(JSON.stringify(error)).not.toContain('rt-fake')
  await expect(refreshTokenOf()).resolves.toBe('rt-fake-first')
})

test('one that is not installed is an error with a hint', async () => {
  const missing = { codexHome, env: process.env, command: [join(codexHome, 'codex')] as [string] }
  await expect(refreshThroughCodex(missing)).rejects.toMatchObject({
    code: 'REFRESH_UNAVAILABLE',
    hint: expect.any(String),
  })
})
