import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createCodexHome, type Simulator } from '@via-codex/simulator'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { CodexClientOptions } from '../../src/client/client-options.ts'
import { createCodexClient, type CodexClient } from '../../src/client/codex-client.ts'
import { createModelCache } from '../../src/client/model-cache.ts'
import { createModels } from '../../src/client/models.ts'
import { connect } from '../support/connect.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const minuteMs = 60_000
let cacheFolder: string
let time: Date
let warnings: string[]
const now = () => time
const logger = { warn: (message: string) => void warnings.push(message) }

beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'via-codex-cache-'))
  time = new Date()
  warnings = []
  onTestFinished(() => rmSync(cacheFolder, { recursive: true, force: true }))
})

const asked = (simulator: Simulator) => simulator.requests.count('models')
const pass = (ms: number) => (time = new Date(time.getTime() + ms))

/** Lists with a client of its own, as another process would. */
async function listOnce(
  options: CodexClientOptions,
  work = (client: CodexClient) => client.models.list(),
) {
  const client = createCodexClient({
    cacheFolder,
    now,
    logger,
    retry: { maxAttempts: 1 },
    ...options,
  })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

describe('in one process', () => {
  test('the list is asked for once in five minutes, by however many', async () => {
    const { client, simulator } = await connect({ now })
    const [first, second] = await Promise.all([client.models.list(), client.models.list()])
    expect(first).toMatchObject({ source: 'network', isStale: false, fetchedAt: time })
    expect(second).toEqual(first)
    first.length = 0
    pass(5 * minuteMs)
    const third = await client.models.list()
    expect(third).toMatchObject({ source: 'memory', isStale: false })
    expect([...third]).toEqual([...second])
    expect(asked(simulator)).toBe(1)
    pass(1)
    expect(await client.models.list()).toMatchObject({ source: 'network', fetchedAt: time })
    expect(asked(simulator)).toBe(2)
  })

  test('is a plain list when compared, spread or printed', async () => {
    const { client } = await connect()
    const models = await client.models.list()
    expect(Object.keys(models)).toEqual(Object.keys([...models]))
    expect(JSON.parse(JSON.stringify(models))).toEqual([...models])
  })

  test('a clock that was set back makes it old', async () => {
    const { client, simulator } = await connect({ now })
    await client.models.list()
    pass(-1)
    await client.models.list()
    expect(asked(simulator)).toBe(2)
  })

  test('`fresh` asks in any case, and tells why that failed', async () => {
    const { client, simulator } = await connect({ retry: { maxAttempts: 1 } })
    await client.models.list()
    expect(await client.models.list({ fresh: true })).toMatchObject({ source: 'network' })
    expect(asked(simulator)).toBe(2)
    simulator.faults.add({ kind: 'server-error', on: 'models' })
    expect(await rejectionOf(client.models.list({ fresh: true }))).toMatchObject({
      code: 'SERVER_ERROR',
    })
  })

  test('one row is found by its id', async () => {
    const { client, simulator } = await connect()
    expect(await client.models.get('gpt-5.5')).toMatchObject({
      id: 'gpt-5.5',
      supportsVerbosity: true,
    })
    expect(await client.models.get('gpt-none')).toBeUndefined()
    expect(asked(simulator)).toBe(1)
  })

  test('of a function that names no account nothing is kept', async () => {
    const { client, simulator } = await connect()
    const { accessToken } = simulator.authority.issue({ opaqueAccessToken: true })
    const custom = createCodexClient({
      cacheFolder,
      endpoints: simulator.endpoints,
      credential: async () => ({ accessToken }),
    })
    await custom.models.list()
    await custom.models.list()
    await custom.close()
    expect(asked(simulator)).toBe(2)
    expect(readdirSync(cacheFolder)).toEqual([])
    await client.close()
  })
})

describe('on disk', () => {
  test('the next process finds it, in a file of its owner alone, without a secret', async () => {
    const { simulator, home } = await connect()
    const login = { codexHome: home.path, endpoints: simulator.endpoints }
    const first = await listOnce(login)
    pass(minuteMs)
    const second = await listOnce(login)
    expect(second).toMatchObject({ source: 'disk', isStale: false, fetchedAt: first.fetchedAt })
    expect([...second]).toEqual([...first])
    expect(asked(simulator)).toBe(1)
    const files = readdirSync(cacheFolder)
    expect(files).toEqual([expect.stringMatching(/^models-[0-9a-f]{16}\.json$/)])
    const file = join(cacheFolder, String(files[0]))
    // Windows has no such modes.
    const mode = process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777
    expect(mode).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    for (const secret of [home.login?.accessToken, home.login?.refreshToken, home.login?.accountId])
      expect(text).not.toContain(String(secret))
  })

  test('each account has its own', async () => {
    const { simulator, home } = await connect()
    const other = await createCodexHome(simulator, { accountId: 'fake-other-account' })
    onTestFinished(() => other.dispose())
    for (const codexHome of [home.path, other.path])
      await listOnce({ codexHome, endpoints: simulator.endpoints })
    expect(asked(simulator)).toBe(2)
    expect(readdirSync(cacheFolder)).toHaveLength(2)
  })

  test.each([
    ['is torn', (text: string) => text.slice(0, -9)],
    ['is of another key', (text: string) => text.replace(/"key":"./, '"key":"x')],
    ['is of a later version', (text: string) => text.replace('"version":1', '"version":2')],
    ['holds odd rows', (text: string) => text.replace('"id":"gpt-5.5"', '"id":7')],
  ])('a file that %s is none, and is replaced', async (_about, spoil) => {
    const { simulator, home } = await connect()
    const login = { codexHome: home.path, endpoints: simulator.endpoints }
    await listOnce(login)
    const file = join(cacheFolder, String(readdirSync(cacheFolder)[0]))
    const text = readFileSync(file, 'utf8')
    expect(spoil(text)).not.toBe(text)
    writeFileSync(file, spoil(text))
    expect(await listOnce(login)).toMatchObject({ source: 'network' })
    expect(await listOnce(login)).toMatchObject({ source: 'disk' })
  })

  test('a folder that cannot be written changes nothing', async () => {
    const { simulator, home } = await connect()
    const file = join(cacheFolder, 'a-file')
    writeFileSync(file, '')
    const login = { codexHome: home.path, endpoints: simulator.endpoints, cacheFolder: file }
    expect(await listOnce(login)).toMatchObject({ source: 'network' })
    expect(warnings).toEqual([])
  })

  test('the folder is the option, the variable, or the one of the system; `false` is none', async () => {
    const { simulator, home } = await connect()
    const login = { codexHome: home.path, endpoints: simulator.endpoints }
    const byVariable = join(cacheFolder, 'variable')
    const env = { VIA_CODEX_CACHE_DIR: byVariable }
    await listOnce({ ...login, env, cacheFolder: false })
    expect(readdirSync(cacheFolder)).toEqual([])
    await listOnce({ ...login, env, cacheFolder: undefined })
    expect(readdirSync(byVariable)).toHaveLength(1)
    await listOnce({ ...login, env: {}, cacheFolder: undefined })
    const { default: envPaths } = await import('env-paths')
    expect(readdirSync(envPaths('via-codex', { suffix: '' }).cache)).toHaveLength(1)
    expect(existsSync(join(home.path, 'models_cache.json'))).toBe(false)
    expect(() => createCodexClient({ cacheFolder: 7 as never })).toThrow(/cacheFolder/)
  })
})

describe('when the backend cannot be asked', () => {
  test('an older list is given, a warning says so, and it is left alone for half a minute', async () => {
    const { client, simulator } = await connect({ now, logger, retry: { maxAttempts: 1 } })
    const { fetchedAt } = await client.models.list()
    pass(6 * minuteMs)
    simulator.faults.add({ kind: 'server-error', on: 'models', times: 2 })
    expect(await client.models.list()).toMatchObject({ isStale: true, fetchedAt })
    expect(warnings).toEqual([expect.stringContaining('list of models')])
    pass(29_000)
    expect(await client.models.list()).toMatchObject({ isStale: true, fetchedAt })
    expect([asked(simulator), warnings.length]).toEqual([2, 1])
    pass(2_000)
    await client.models.list()
    pass(31_000)
    expect(await client.models.list()).toMatchObject({ isStale: false, source: 'network' })
    expect(asked(simulator)).toBe(4)
  })

  test('the one on disk does too, after days', async () => {
    const { simulator, home } = await connect()
    const login = { codexHome: home.path, endpoints: simulator.endpoints }
    await listOnce(login)
    pass(4 * 24 * 60 * minuteMs)
    simulator.faults.add({ kind: 'drop', on: 'models' })
    expect(await listOnce(login)).toMatchObject({ isStale: true, source: 'disk' })
  })

  test('what is wrong with the login is told', async () => {
    const { client, simulator } = await connect({ now })
    await client.models.list()
    pass(6 * minuteMs)
    simulator.faults.add({ kind: 'unauthorized', on: 'models', times: Infinity })
    expect(await rejectionOf(client.models.list())).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test('the caller may give up', async () => {
    const { client, simulator } = await connect({ now })
    await client.models.list()
    pass(6 * minuteMs)
    simulator.faults.add({ kind: 'hang', on: 'models' })
    const controller = new AbortController()
    const failed = rejectionOf(client.models.list({ signal: controller.signal }))
    const { ended } = await simulator.requests.arrival('models', 2)
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
    expect(await ended).toBe('aborted')
  })

  test('or takes too long, where there is an older list', async () => {
    const answers = [
      async () => '{"models":[{"slug":"fake"}]}',
      () => new Promise<string>(() => {}),
    ]
    const exchange = async () => {
      const text = answers.shift() ?? (() => setTimeout(0, ''))
      return { status: 200, headers: new Headers(), body: null, text }
    }
    const models = createModels(
      {
        connect: async () => ({
          backend: 'codex',
          baseUrl: 'http://127.0.0.1',
          accountUrl: undefined,
          exchange,
          authorized: exchange,
        }),
        status: async () => ({
          kind: 'chatgpt',
          account: {},
          backend: 'codex',
          location: '',
          because: '',
        }),
        token: () => Promise.reject(new Error('not asked')),
      },
      { cache: createModelCache(false, {}), now, logger, renewalLimitMs: 20 },
    )
    await models.list()
    pass(6 * minuteMs)
    expect(await models.list()).toMatchObject({ isStale: true, length: 1 })
    expect(warnings).toHaveLength(1)
  })
})
