import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { postResponses } from './support/client.ts'
import { simulate } from './support/with-simulator.ts'

test('answers the questions a test asks', async () => {
  const simulator = await simulate()
  const { requests } = simulator
  expect(requests.count()).toBe(0)
  expect(() => requests.last('responses')).toThrow('no request to responses')
  const login = simulator.authority.issue()
  const headers = { originator: 'fake-client' }
  await (await postResponses(simulator, { login, headers })).text()
  await fetch(`${simulator.url}/backend-api/codex/models?client_version=1.0.0`)
  expect(requests.count()).toBe(2)
  expect(requests.bearers()).toEqual([login.accessToken, undefined])
  expect(requests.to('models')).toHaveLength(1)
  expect(requests.last('models').query.get('client_version')).toBe('1.0.0')
  expect(requests.last('responses')).toMatchObject({
    number: 1,
    method: 'POST',
    path: '/backend-api/codex/responses',
    httpVersion: '1.1',
    status: 200,
    headers: { originator: 'fake-client', 'chatgpt-account-id': login.accountId },
    body: { model: 'gpt-5.5' },
  })
  requests.clear()
  expect(requests.count()).toBe(0)
})

test('tells shared sockets from new ones, and counts the open', async () => {
  const simulator = await simulate()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const get = async (options: { agent: Agent | false }): Promise<void> => {
    const request = httpRequest(`${simulator.url}/v1/models`, options).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
  }
  await get({ agent })
  await get({ agent })
  await get({ agent: false })
  expect(simulator.requests.all().map(({ connection }) => connection)).toEqual([1, 1, 2])
  expect(simulator.requests.connections).toBe(2)
  agent.destroy()
  await simulator.requests.connectionsClosed()
  expect(simulator.requests.openConnections).toBe(0)
})

test('forgets bodies and old requests when told so', async () => {
  const simulator = await simulate({ keepBodies: false, keepRequests: 2 })
  for (let call = 0; call < 5; call++) await (await postResponses(simulator)).text()
  expect(simulator.requests.count('responses')).toBe(5)
  expect(simulator.requests.all().map(({ number }) => number)).toEqual([4, 5])
  expect(simulator.requests.last().body).toBeUndefined()
})
