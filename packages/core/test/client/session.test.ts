import { createCodexHome, startSimulator, type Simulator } from '@via-codex/simulator'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createCodexClient, type CodexClientOptions } from '../../src/index.ts'

let simulator: Simulator
beforeEach(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.close())

function create(options: CodexClientOptions = {}) {
  const codex = createCodexClient({
    endpoints: simulator.endpoints,
    env: {},
    retry: { maxAttempts: 1 },
    ...options,
  })
  onTestFinished(() => codex.close())
  return codex
}
const ask = (options: CodexClientOptions) =>
  create(options).responses.create({ model: 'gpt-5.5', input: 'Hello' })
const pathsAsked = () => simulator.requests.all().map((request) => request.path)

describe('an API key', () => {
  test.each([
    ['in code', (apiKey: string) => ({ credential: { apiKey } })],
    ['in CODEX_API_KEY', (apiKey: string) => ({ env: { CODEX_API_KEY: apiKey } })],
    [
      'in a named variable',
      (apiKey: string) => ({ credential: { env: 'MY_KEY' }, env: { MY_KEY: apiKey } }),
    ],
  ])('%s goes to the public API and nowhere else', async (_, optionsFor) => {
    const apiKey = simulator.authority.issueApiKey()
    const response = await ask(optionsFor(apiKey))
    expect(response.output_text).not.toBe('')
    expect(pathsAsked()).toEqual(['/v1/responses'])
    const { headers } = simulator.requests.last()
    expect(headers).toMatchObject({ authorization: `Bearer ${apiKey}`, originator: 'via-codex' })
    expect(headers).not.toHaveProperty('chatgpt-account-id')
    expect(headers).not.toHaveProperty('version')
  })

  test('stored by the Codex CLI is used', async () => {
    await using home = await createCodexHome(simulator, { authMode: 'apikey' })
    const codex = create({ codexHome: home.path })
    await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
    expect(pathsAsked()).toEqual(['/v1/responses'])
    expect(await codex.login.status()).toEqual({
      kind: 'apiKey',
      backend: 'platform',
      location: home.authFile,
      because: 'no other credential is set',
      account: {},
      store: { kind: 'file', because: 'found' },
    })
  })

  test('that is refused is not tried again and leads nowhere else', async () => {
    await using home = await createCodexHome(simulator)
    const options = { codexHome: home.path, env: { CODEX_API_KEY: 'sk-fake-unknown' } }
    await expect(ask(options)).rejects.toMatchObject({ code: 'UNAUTHORIZED', status: 401 })
    expect(pathsAsked()).toEqual(['/v1/responses'])
  })

  test('lists the models of the public API', async () => {
    const models = await create({
      credential: { apiKey: simulator.authority.issueApiKey() },
    }).models.list()
    expect(models.map((model) => model.id)).toContain('gpt-5.5')
    expect(pathsAsked()).toEqual(['/v1/models'])
  })
})

describe('a ChatGPT access token in CODEX_ACCESS_TOKEN', () => {
  test('goes to the ChatGPT backend for the account it names', async () => {
    const { accessToken, accountId } = simulator.authority.issue()
    const codex = create({ env: { CODEX_ACCESS_TOKEN: accessToken } })
    await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
    expect(simulator.requests.last().headers).toMatchObject({
      authorization: `Bearer ${accessToken}`,
      'chatgpt-account-id': accountId,
    })
    expect(await codex.login.status()).toMatchObject({
      kind: 'accessToken',
      backend: 'codex',
      because: 'CODEX_ACCESS_TOKEN',
      account: { accountId },
    })
  })

  test('that has expired is an error before anything is sent', async () => {
    const { accessToken } = simulator.authority.issue({ expiresInMs: -1 })
    await expect(ask({ env: { CODEX_ACCESS_TOKEN: accessToken } })).rejects.toMatchObject({
      code: 'REFRESH_REJECTED',
      reason: 'expired',
    })
    expect(pathsAsked()).toEqual([])
  })

  test.each(['no token at all', 'a.b.c', 'line\nbreak'])(
    'that is %j is unreadable and goes nowhere',
    async (token) => {
      await expect(ask({ env: { CODEX_ACCESS_TOKEN: token } })).rejects.toMatchObject({
        code: 'CREDENTIAL_UNREADABLE',
      })
      expect(pathsAsked()).toEqual([])
    },
  )
})

describe('a personal access token', () => {
  const whoami = {
    email: 'ada@fake.example',
    chatgpt_account_id: 'account-fake',
    chatgpt_plan_type: 'team',
  }
  const answer = (status: number, body: object) =>
    simulator.faults.add({ kind: 'answer', on: 'whoami', status, body: body as never })

  test('is asked whom it speaks for', async () => {
    answer(200, whoami)
    const codex = create({ env: { CODEX_ACCESS_TOKEN: 'at-fake' }, workspaceRouting: 'never' })
    expect(await codex.login.status()).toMatchObject({
      kind: 'accessToken',
      account: { accountId: 'account-fake', email: 'ada@fake.example', planType: 'team' },
    })
    expect(simulator.requests.last()).toMatchObject({
      path: '/api/accounts/v1/user-auth-credential/whoami',
      bearer: 'at-fake',
    })
  })

  test('that is not known is unreadable', async () => {
    answer(404, {})
    await expect(ask({ env: { CODEX_ACCESS_TOKEN: 'at-fake' } })).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
    })
  })

  test('that cannot be asked about now may be later', async () => {
    answer(500, {})
    const codex = create({ env: { CODEX_ACCESS_TOKEN: 'at-fake' } })
    await expect(codex.login.status()).rejects.toMatchObject({
      code: 'SERVER_ERROR',
      isRetryable: true,
    })
    answer(200, whoami)
    await expect(codex.login.status()).resolves.toMatchObject({ kind: 'accessToken' })
  })
})

describe('tokens kept elsewhere', () => {
  test('are asked for before each request', async () => {
    const logins = [simulator.authority.issue(), simulator.authority.issue()]
    let next = 0
    const codex = create({ credential: async () => logins[next++]! })
    await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
    await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
    expect(simulator.requests.bearers('responses')).toEqual(
      logins.map((login) => login.accessToken),
    )
  })

  test('are asked for once more after a 401', async () => {
    const stale = simulator.authority.issue()
    simulator.authority.expire(stale.accessToken)
    const fresh = simulator.authority.issue()
    const credential = vi.fn<(options: { rejected: boolean }) => Promise<{ accessToken: string }>>(
      async ({ rejected }) => (rejected ? fresh : stale),
    )
    await ask({ credential })
    expect(credential.mock.calls.map(([{ rejected }]) => rejected)).toEqual([false, true])
  })

  test('the same token again lets the 401 stand', async () => {
    const { accessToken, accountId } = simulator.authority.issue()
    simulator.authority.expire(accessToken)
    const credential = async () => ({ accessToken, accountId })
    await expect(ask({ credential })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(simulator.requests.count('responses')).toBe(1)
  })

  test.each([
    undefined,
    {},
    { accessToken: '' },
    { accessToken: 7 },
    { accessToken: 'fake', accountId: 7 },
    { accessToken: 'fake', accountId: 'a\r\nb: c' },
  ])('%j is no credential', async (given) => {
    const credential = (async () => given) as never
    await expect(ask({ credential })).rejects.toMatchObject({ code: 'CREDENTIAL_UNREADABLE' })
  })

  test('a failure of theirs is passed on untouched', async () => {
    const failure = new RangeError('fake')
    await expect(ask({ credential: () => Promise.reject(failure) })).rejects.toBe(failure)
  })
})

test('a login made after the first failure is found', async () => {
  await using home = await createCodexHome(simulator)
  const codex = create({ codexHome: `${home.path}/missing` })
  await expect(codex.login.status()).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' })
  const other = create({ codexHome: home.path })
  await expect(other.login.status()).resolves.toMatchObject({ kind: 'chatgpt' })
})

test('a named variable that is not set is an error that names it', async () => {
  await expect(ask({ credential: { env: 'MY_KEY' } })).rejects.toMatchObject({
    code: 'CREDENTIAL_NOT_FOUND',
    locations: ['MY_KEY'],
  })
})

test('what the claims ask for is sent along', async () => {
  await using home = await createCodexHome(simulator, { fedramp: true, residency: 'us' })
  await ask({ codexHome: home.path })
  expect(simulator.requests.last('responses').headers).toMatchObject({
    'x-openai-fedramp': 'true',
    'x-openai-internal-codex-residency': 'us',
  })
})

test.each([
  ['an empty credential', { credential: { apiKey: '' } }],
  ['a wrong kind of credential', { credential: 5 as never }],
  ['a command that is no list', { codexCommand: 'codex' as never }],
  ['an empty command', { codexCommand: [] as never }],
  ['a wrong word for refresh', { refresh: 'sometimes' as 'own' }],
  ['a wrong word for routing', { workspaceRouting: 'maybe' as 'auto' }],
])('%s is a TypeError at once', (_, options) => {
  expect(() => createCodexClient(options)).toThrow(TypeError)
})
