import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCodexClient, signInWithBrowser, signOut } from '../../src/index.ts'
import { autoBrowser, createWorld } from './world.ts'

/** A keyring of this test alone. */
function createKeyring() {
  const entries = new Map<string, string>()
  const key = (service: string, account: string) => `${service}/${account}`
  return {
    entries,
    library: {
      getPassword: async (service: string, account: string) =>
        entries.get(key(service, account)) ?? null,
      setPassword: async (service: string, account: string, password: string) =>
        void entries.set(key(service, account), password),
      deletePassword: async (service: string, account: string) =>
        entries.delete(key(service, account)),
    },
  }
}

test('the login goes where the Codex CLI is told to keep it, and is found and ended there', async () => {
  const world = await createWorld()
  await mkdir(world.codexHome, { recursive: true })
  await writeFile(join(world.codexHome, 'config.toml'), 'cli_auth_credentials_store = "keyring"\n')
  const { entries, library } = createKeyring()
  const options = { ...world.options, keyring: library }
  const { openBrowser } = autoBrowser()
  const result = await signInWithBrowser({ ...options, ports: [0], openBrowser })
  expect(result.location).toContain('Codex Auth')
  expect([...entries.values()]).toEqual([expect.stringContaining('"auth_mode":"chatgpt"')])
  await expect(world.read()).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(createCodexClient(options).login.status()).resolves.toMatchObject({
    account: result.account,
  })
  await expect(signOut(options)).resolves.toEqual({
    location: result.location,
    removed: { authMode: 'chatgpt', account: result.account },
    revoked: true,
  })
  expect(entries.size).toBe(0)
})

test('a keyring that refuses is told before a browser opens', async () => {
  const world = await createWorld()
  const refuse = () => Promise.reject(new Error('locked'))
  const keyring = { getPassword: refuse, setPassword: refuse, deletePassword: refuse }
  const { onProgress, options } = world
  await expect(
    signInWithBrowser({ ...options, onProgress, store: 'keyring', keyring, ports: [0] }),
  ).rejects.toMatchObject({ code: 'CREDENTIAL_STORE_FAILED' })
  expect(world.progress).toEqual([])
  await expect(world.snapshot()).resolves.toEqual({})
})

test('so is a Codex CLI that is told to keep no login', async () => {
  const world = await createWorld()
  await mkdir(world.codexHome, { recursive: true })
  const config = 'cli_auth_credentials_store = "ephemeral"\n'
  await writeFile(join(world.codexHome, 'config.toml'), config)
  const { onProgress, options } = world
  await expect(signInWithBrowser({ ...options, onProgress, ports: [0] })).rejects.toMatchObject({
    code: 'CREDENTIAL_NOT_FOUND',
    hint: expect.stringContaining('cli_auth_credentials_store'),
  })
  expect(world.progress).toEqual([])
})
