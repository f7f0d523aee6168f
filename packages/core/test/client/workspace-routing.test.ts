import { createCodexHome, startSimulator, type Fault, type Simulator } from '@via-codex/simulator'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createRouteFinder } from '../../src/client/workspace-routing.ts'
import { AccessToken } from '../../src/credentials/credential.ts'
import { createCodexClient, type WorkspaceRouting } from '../../src/index.ts'
import type { Exchange } from '../../src/transport/exchange.ts'

let simulator: Simulator
beforeEach(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.close())

async function create(planType: string, workspaceRouting?: WorkspaceRouting) {
  const home = await createCodexHome(simulator, { planType })
  const codex = createCodexClient({
    codexHome: home.path,
    endpoints: simulator.endpoints,
    env: {},
    retry: { maxAttempts: 1 },
    workspaceRouting,
  })
  onTestFinished(async () => {
    await codex.close()
    await home.dispose()
  })
  return codex
}
const question = { model: 'gpt-5.5', input: 'Hello' }

test.each<[planType: string, routing: WorkspaceRouting | undefined, checks: number]>([
  ['plus', undefined, 0],
  ['pro', 'auto', 0],
  ['business', 'auto', 1],
  ['a plan of tomorrow', 'auto', 1],
  ['plus', 'always', 1],
  ['business', 'never', 0],
  ['', 'auto', 0],
])('plan %s, routing %s: asked %i times for two requests', async (planType, routing, checks) => {
  const codex = await create(planType, routing)
  await codex.responses.create(question)
  await codex.responses.create(question)
  expect(simulator.requests.count('accounts')).toBe(checks)
})

test('the check itself carries the token and is not made for models', async () => {
  const codex = await create('business')
  await codex.models.list()
  expect(simulator.requests.count('accounts')).toBe(0)
  await codex.responses.create(question)
  expect(simulator.requests.last('accounts').bearer).toBe(
    simulator.requests.last('responses').bearer,
  )
})

test('an override goes out with each request', async () => {
  simulator.faults.add({ kind: 'routing-override', override: 'us' })
  const codex = await create('business')
  await codex.responses.create(question)
  await codex.responses.create(question)
  for (const { headers } of simulator.requests.to('responses')) {
    expect(headers['x-openai-account-routing-override']).toBe('us')
  }
})

test.each<[string, Fault]>([
  ['a map', { kind: 'accounts-map' }],
  ['no account', { kind: 'account-missing' }],
  ['an error', { kind: 'server-error', on: 'accounts' }],
  ['an unknown override', { kind: 'routing-override', override: 'elsewhere' }],
])(
  '%s in the answer is an error, not the default host, and is not remembered',
  async (_, fault) => {
    simulator.faults.add(fault)
    const codex = await create('business')
    await expect(codex.responses.create(question)).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    expect(simulator.requests.count('responses')).toBe(0)
    await expect(codex.responses.create(question)).resolves.toBeDefined()
  },
)

test('a backend without that question has one place', async () => {
  simulator.faults.add({ kind: 'not-found', on: 'accounts' })
  const codex = await create('business')
  await expect(codex.responses.create(question)).resolves.toBeDefined()
})

test('whoever gives up leaves the others their answer', async () => {
  simulator.faults.add({ kind: 'delay', on: 'accounts', ms: 100 })
  const codex = await create('business')
  const first = codex.responses.create(question, { signal: AbortSignal.timeout(30) })
  const second = codex.responses.create(question)
  await expect(first).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(second).resolves.toBeDefined()
  expect(simulator.requests.count('accounts')).toBe(1)
})

test('a 401 on the check is recovered from like any other', async () => {
  simulator.faults.add({ kind: 'unauthorized', on: 'accounts' }, { kind: 'unauthorized' })
  const codex = await create('business')
  await expect(codex.responses.create(question)).resolves.toBeDefined()
  expect(simulator.requests.count('accounts')).toBe(2)
})

describe('another origin', () => {
  const find = (origin: string) => {
    const body = {
      accounts: [
        { id: 'a', workspace_backend_origin: origin, account_routing_override: 'NO_CONSTRAINT' },
      ],
    }
    const exchange: Exchange = async () => Response.json(body)
    const findRoute = createRouteFinder('always', exchange, 'https://chatgpt.com/backend-api')
    const token = new AccessToken('fake', { accountId: 'a' })
    return findRoute('https://chatgpt.com/backend-api/codex/responses', token, {}, undefined)
  }

  test.each(['https://us.chatgpt.com', 'https://gov.chatgpt.com/', 'https://chatgpt.com'])(
    '%s is taken',
    async (origin) => {
      const url = new URL('/backend-api/codex/responses', origin).href
      expect(await find(origin)).toEqual({ url, headers: {} })
    },
  )

  test.each([
    'https://chatgpt.com.evil.example',
    'https://evil.example',
    'https://evilchatgpt.com',
    'http://us.chatgpt.com',
  ])('%s never gets the token', async (origin) => {
    await expect(find(origin)).rejects.toMatchObject({ code: 'INSECURE_ENDPOINT' })
  })

  test.each(['https://us.chatgpt.com/path', 'https://user@us.chatgpt.com', 'us.chatgpt.com', ''])(
    '%j is no origin',
    async (origin) => {
      await expect(find(origin)).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    },
  )
})
