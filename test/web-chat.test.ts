/** The web example: a page in a real browser, over a server that runs as it would for anyone, over the simulator. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it, vi } from 'vitest'

import { useChromium } from '../packages/core/test/support/chromium.ts'
import {
  createCodexHome,
  reasoningScenario,
  startSimulator,
  textScenario,
  type Simulator,
  type TemporaryCodexHome,
} from '../packages/simulator/src/index.ts'
import { root } from './support/source-files.ts'

// A browser takes its time to start beside other tests.
vi.setConfig({ testTimeout: 20_000 })

const openPage = useChromium()
type Page = Awaited<ReturnType<typeof openPage>>

let simulator: Simulator
let home: TemporaryCodexHome
let server: ChildProcess
let address: string

beforeAll(async () => {
  simulator = await startSimulator()
  home = await createCodexHome(simulator)
  ;({ server, address } = await serve())
}, 30_000)

afterAll(async () => {
  server.kill()
  await home.dispose()
  await simulator.close()
})

it('talks in turns, showing text and reasoning as they come', async (context) => {
  const page = await openPage(context)
  simulator.scenario(reasoningScenario('Bills, then.', 'The pelican.'), textScenario('Yes.'))
  await page.goto(address)
  await say(page, 'Which bird has the longest bill?')
  await page.getByText('The pelican.').waitFor()
  expect(await page.locator('blockquote').textContent()).toBe('Bills, then.')
  await page.getByRole('button', { name: 'Send' }).waitFor()
  await say(page, 'Sure?')
  await page.getByText('Yes.').waitFor()
  const { input } = simulator.requests.last('responses').body as { input: { type?: string }[] }
  expect(input.map((item) => item.type)).toContain('reasoning')
  expect(JSON.stringify(input)).not.toMatch(/"id":|item_reference/)
})

it('shows what goes wrong', async (context) => {
  const page = await openPage(context)
  await page.goto(address)
  simulator.faults.add({ kind: 'bad-request', detail: 'That is no good.' })
  await say(page, 'Hello')
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('That is no good.')
})

it('sends no token to the page', async () => {
  simulator.scenario(textScenario('Hello.'))
  const message = { id: 'u1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
  const answer = async () => (await post(address, { messages: [message] })).text()
  const good = await answer()
  simulator.faults.add({ kind: 'unauthorized', times: Infinity })
  const words = `${good} ${await answer()}`
  simulator.faults.clear()
  expect(words).toContain('Hello.')
  expect(words).toContain('"type":"error"')
  for (const token of [home.login?.accessToken, home.login?.refreshToken]) {
    expect(words).not.toContain(token)
  }
})

it('stops the model when the person says so', async (context) => {
  const page = await openPage(context)
  simulator.scenario(textScenario('word '.repeat(500), { paceMs: 20 }))
  await page.goto(address)
  await say(page, 'Talk')
  await page.getByText('word').waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  expect(await simulator.requests.last('responses').ended).toBe('aborted')
})

it('lets no page of another site in', async () => {
  expect((await post('https://elsewhere.example', { messages: [] })).status).toBe(404)
})

function post(origin: string, body: object): Promise<Response> {
  return fetch(`${address}/api/chat`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify(body),
  })
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

async function serve(): Promise<{ server: ChildProcess; address: string }> {
  const file = join(root, 'examples', 'web-chat', 'server.ts')
  const flags = ['--conditions=@via-codex/source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, file], {
    env: {
      ...process.env,
      PORT: '0',
      CODEX_HOME: home.path,
      VIA_CODEX_CHATGPT_URL: simulator.endpoints.chatgpt,
      VIA_CODEX_AUTH_URL: simulator.endpoints.auth,
      AI_SDK_LOG_WARNINGS: 'false',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { server: child, address: line.toString().trim() }
}
