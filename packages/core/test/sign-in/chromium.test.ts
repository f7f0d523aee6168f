import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signInWithBrowser, type BrowserSignInOptions } from '../../src/index.ts'
import { useChromium } from '../support/chromium.ts'
import { rejectionOf } from '../support/failures.ts'
import { createWorld, listeningPorts, type World } from './world.ts'

const openPage = useChromium()

/** Signs in with a real browser, and gives what it complained of. */
function signIn(world: World, page: Page, more: BrowserSignInOptions = {}) {
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  const visited = Promise.withResolvers<void>()
  const result = signInWithBrowser({
    ...world.options,
    onProgress: world.onProgress,
    ports: [0],
    openBrowser: async (url) => {
      page.goto(url).then(() => visited.resolve(), visited.reject)
    },
    ...more,
  })
  return { result, visited: visited.promise, complaints, requests }
}

test('a person signs in and ends at a clean address', async (context) => {
  const page = await openPage(context)
  const world = await createWorld()
  const ports = await listeningPorts()
  const { result, visited, complaints, requests } = signIn(world, page)
  await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
  await visited
  expect(await listeningPorts()).toBe(ports)
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/success$/)
  await expect(page.title()).resolves.toBe('You are signed in')
  await expect(page.getByRole('heading', { level: 1 }).textContent()).resolves.toBe(
    'You are signed in',
  )
  await expect(page.getByRole('main').textContent()).resolves.toContain('go back to via-codex')
  // The style is applied, so the policy lets it through; and nothing else was asked for.
  await expect(
    page.evaluate('getComputedStyle(document.querySelector("main")).textAlign'),
  ).resolves.toBe('center')
  expect(complaints).toEqual([])
  expect(requests.map((url) => new URL(url).pathname)).toEqual([
    '/oauth/authorize',
    '/auth/callback',
    '/success',
  ])
  const { tokens } = await world.read()
  const secrets = ['id_token', 'access_token', 'refresh_token'].map((name) => String(tokens[name]))
  for (const secret of secrets) {
    expect([...requests, await page.content()].join('\n')).not.toContain(secret)
  }
  // The code is not a step back in the history either.
  await page.goBack().catch(() => null)
  expect(page.url()).not.toContain('code=')
})

test('a refusal is told in the browser', async (context) => {
  const page = await openPage(context)
  const world = await createWorld('cold', { faults: [{ kind: 'access-denied' }] })
  const { result, visited, complaints } = signIn(world, page)
  await expect(rejectionOf(result)).resolves.toMatchObject({ code: 'SIGN_IN_FAILED' })
  await visited
  expect(page.url()).toMatch(/\/failure$/)
  await expect(page.getByRole('main').innerText()).resolves.toBe(
    'You are not signed in\n\nCodex is not enabled for this workspace.\n\nAsk an administrator of the workspace for access to Codex, or sign in again and choose another workspace.',
  )
  expect(complaints).toEqual([])
})

test('a page elsewhere cannot end a sign-in', async (context) => {
  const page = await openPage(context)
  const world = await createWorld()
  const done = Promise.withResolvers<void>()
  const { result } = signIn(world, page, {
    openBrowser: async (url) => {
      const cancel = new URL('/cancel', new URL(url).searchParams.get('redirect_uri') ?? '')
      const attack = async () => {
        await page.goto(`${world.simulator.url}/nowhere`)
        await page.evaluate(
          (address) => fetch(address, { mode: 'no-cors' }).catch(() => {}),
          cancel.href,
        )
        await page.goto(url)
      }
      attack().then(done.resolve, done.reject)
    },
  })
  await done.promise
  await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
})
