import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCodexConfig } from '../../src/credentials/codex-config.ts'
import { resolveCodexHome, type CodexHome } from '../../src/credentials/codex-home.ts'

let home: CodexHome
let file: string
beforeEach(async () => {
  home = resolveCodexHome(await mkdtemp(join(tmpdir(), 'via-codex-config-')))
  file = join(home.path, 'config.toml')
})
afterEach(() => rm(home.path, { recursive: true, force: true }))

test('is empty where there is no file, or no folder', async () => {
  await expect(readCodexConfig(home)).resolves.toEqual({})
  await expect(readCodexConfig(resolveCodexHome('/nowhere/.codex'))).resolves.toEqual({})
})

test.each([
  ['cli_auth_credentials_store = "keyring"', { store: 'keyring' }],
  ["cli_auth_credentials_store='auto' # words", { store: 'auto' }],
  ['"cli_auth_credentials_store" = """file"""', { store: 'file' }],
  ['model = "x"\ncli_auth_credentials_store = "ephemeral"\n[a]\nb = 1', { store: 'ephemeral' }],
  ['# cli_auth_credentials_store = "keyring"', {}],
  ['[profiles.work]\ncli_auth_credentials_store = "keyring"', {}],
  ['[features]\nsecret_auth_storage = true', { secretAuthStorage: true }],
  ['features.secret_auth_storage = false', { secretAuthStorage: false }],
  ['features = { secret_auth_storage = true }', { secretAuthStorage: true }],
  ['secret_auth_storage = true', {}],
  [
    'cli_auth_credentials_store = "auto"\r\n[features]\r\nsecret_auth_storage = true\r\n',
    { store: 'auto', secretAuthStorage: true },
  ],
])('reads %j', async (text, expected) => {
  await writeFile(file, text)
  await expect(readCodexConfig(home)).resolves.toEqual(expected)
})

test('does not look into a file that says nothing of a store, however broken', async () => {
  await writeFile(file, 'model = "unfinished\n[[[')
  await expect(readCodexConfig(home)).resolves.toEqual({})
})

describe('a file that is wrong is unreadable:', () => {
  test('no TOML, by its line, and none of it quoted', async () => {
    const text = 'cli_auth_credentials_store = "auto"\ntoken = "sk-fake-secret\n'
    await writeFile(file, text)
    const error: unknown = await readCodexConfig(home).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [file],
      hint: expect.any(String),
      message: expect.stringContaining(`${file}, line 2`),
    })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('sk-fake-secret')
  })

  test.each([
    ['cli_auth_credentials_store = "sk-fake"', 'cli_auth_credentials_store', '"file", "keyring"'],
    ['cli_auth_credentials_store = 7', 'cli_auth_credentials_store', '"auto", "ephemeral"'],
    ['features.secret_auth_storage = "sk-fake"', 'features.secret_auth_storage', 'true or false'],
  ])('a value there is not: %s', async (text, field, hint) => {
    await writeFile(file, text)
    const error: unknown = await readCodexConfig(home).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      locations: [file],
      field,
      hint: expect.stringContaining(hint),
    })
    expect(inspect(error)).not.toContain('sk-fake')
  })

  test('a folder in its place', async () => {
    await mkdir(file)
    await expect(readCodexConfig(home)).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('not ours', async () => {
    await writeFile(file, '')
    await chmod(file, 0)
    await expect(readCodexConfig(home)).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
  })
})
