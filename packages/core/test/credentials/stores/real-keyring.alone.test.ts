/** The stores of a keyring on a real Secret Service, seen from outside by libsecret's own tool. */
import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { resolveCodexHome, type CodexHome } from '../../../src/credentials/codex-home.ts'
import { AgeAuthStore } from '../../../src/credentials/stores/age-auth-store.ts'
import { AutoAuthStore } from '../../../src/credentials/stores/auto-auth-store.ts'
import { FileAuthStore } from '../../../src/credentials/stores/file-auth-store.ts'
import { KeyringAuthStore } from '../../../src/credentials/stores/keyring-auth-store.ts'
import { createSiwcWorld } from '../../sign-in/siwc/siwc-world.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'
import { testAuthStore } from './auth-store.contract.ts'
import { hasRealKeyring, noKeyringHere, RealKeyring } from './support/real-keyring.ts'

describe.runIf(hasRealKeyring)(`on a real Secret Service${noKeyringHere}`, () => {
  let keyring: RealKeyring
  let folder: string
  let home: CodexHome
  let digest: string
  beforeAll(async () => {
    keyring = await RealKeyring.start()
    process.env['DBUS_SESSION_BUS_ADDRESS'] = keyring.env['DBUS_SESSION_BUS_ADDRESS']
  })
  afterAll(async () => {
    delete process.env['DBUS_SESSION_BUS_ADDRESS']
    await keyring.stop()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'via-codex-store-'))
    home = resolveCodexHome(folder)
    digest = createHash('sha256')
      .update(await realpath(folder))
      .digest('hex')
      .slice(0, 16)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  testAuthStore('KeyringAuthStore', async () => new KeyringAuthStore(home))
  testAuthStore('AgeAuthStore', async () => new AgeAuthStore(home, { logN: 8 }))
  testAuthStore(
    'AutoAuthStore',
    async () => new AutoAuthStore(new KeyringAuthStore(home), new FileAuthStore(home)),
  )

  const attributes = () => [
    'service',
    'Codex Auth',
    'username',
    `cli|${digest}`,
    'target',
    'default',
    'application',
    'rust-keyring',
  ]

  test('a sign-in with ChatGPT is sealed with a key of its own, and read by another client', async () => {
    const world = await createSiwcWorld()
    await world.signIn({ keyring: undefined })
    expect(world.keyring.entries.size).toBe(0)
    expect(Object.values(await world.files()).join()).toContain('"sealed"')
    const client = world.client({ keyring: undefined })
    const response = await client.responses.create({ model: 'gpt-5.5', input: 'Hello!' })
    expect(response.output_text).not.toBe('')
  })

  test('an entry of the Codex CLI is found, renewed in place, and keeps its layout', async () => {
    const label = `cli|${digest}@Codex Auth:default (keyring v3.6.3)`
    const text = JSON.stringify(fakeLogin())
    const schema = ['xdg:schema', 'org.freedesktop.Secret.Generic']
    await keyring.secretTool(['store', '--label', label, ...attributes(), ...schema], text)
    const before = await keyring.secretTool(['search', '--all', '--unlock', ...attributes()])

    const store = new KeyringAuthStore(home)
    await expect(store.load()).resolves.toEqual(fakeLogin())
    const renewed = fakeLogin({ name: 'renewed', document: { kept: [1] } })
    await store.save(renewed)

    const after = await keyring.secretTool(['search', '--all', '--unlock', ...attributes()])
    const withoutTimes = (words: string) => words.replaceAll(/^modified = .*$/gm, '')
    expect(withoutTimes(after)).toBe(withoutTimes(before).replace(text, JSON.stringify(renewed)))
    expect(after).toContain('schema = org.freedesktop.Secret.Generic')
    // One item, not a second one beside it.
    const all = await keyring.secretTool(['search', '--all', 'username', `cli|${digest}`])
    expect(all.match(/^label = /gm)).toHaveLength(1)
  })

  test('an entry of ours is one that the Codex CLI looks for', async () => {
    await new KeyringAuthStore(home).save(fakeLogin())
    const name = attributes().slice(0, 4)
    const found = await keyring.secretTool(['search', '--all', '--unlock', ...name])
    expect(found).toContain(`secret = ${JSON.stringify(fakeLogin())}\n`)
  })

  test('the passphrase of the encrypted file is where the Codex CLI looks for it', async () => {
    const store = new AgeAuthStore(home, { logN: 8 })
    await store.save(fakeLogin())
    const name = ['service', 'codex', 'username', `secrets|${digest}`]
    const passphrase = await keyring.secretTool(['lookup', ...name])
    expect(passphrase).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })

  test('a keyring that is locked, and nobody there to be asked', async () => {
    await new KeyringAuthStore(home).save(fakeLogin())
    await keyring.lock()
    const store = new KeyringAuthStore(home)
    const expected = { code: 'CREDENTIAL_STORE_FAILED', failure: 'locked' }
    await expect(store.load()).rejects.toMatchObject(expected)
    await expect(store.save(fakeLogin({ name: 'second' }))).rejects.toMatchObject(expected)
    await keyring.unlock()
    await expect(store.load()).resolves.toEqual(fakeLogin())
  })
})

test.runIf(process.platform === 'linux')('without a session bus there is no keyring', async () => {
  const program = `
    import { KeyringAuthStore } from './src/credentials/stores/keyring-auth-store.ts'
    import { resolveCodexHome } from './src/credentials/codex-home.ts'
    const store = new KeyringAuthStore(resolveCodexHome('/nowhere'))
    await store.load().catch(({ code, failure }) => console.log(code, failure))`
  const env: NodeJS.ProcessEnv = { ...process.env, XDG_RUNTIME_DIR: '/nowhere' }
  delete env['DBUS_SESSION_BUS_ADDRESS']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@via-codex/source', '--input-type=module-typescript', '--eval', program],
    { env, cwd: join(import.meta.dirname, '../../..') },
  )
  expect(stdout).toBe('CREDENTIAL_STORE_FAILED unavailable\n')
})
