import { expect, test } from 'vitest'
import { useChromium } from '../../support/chromium.ts'
import { rejectionOf } from '../../support/failures.ts'
import { createSiwcWorld } from './siwc-world.ts'

const openPage = useChromium()

test('Continue with ChatGPT: signed in, asked, renewed and signed in again', async (context) => {
  const page = await openPage(context)
  const world = await createSiwcWorld()
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  const openBrowser = async (url: string) => void page.goto(url).catch(() => null)
  await expect(world.signIn({ openBrowser })).resolves.toMatchObject({ status: 'ready' })
  await page.waitForURL('**/success')
  await expect(page.getByRole('main').textContent()).resolves.toContain('go back to My App')
  expect(requests.map((url) => new URL(url).pathname)).toEqual([
    '/api/accounts/authorize',
    '/auth/callback',
    '/success',
  ])
  expect(complaints).toEqual([])
  const shown = await page.content()
  const client = world.client()
  const ask = () => client.responses.create({ model: 'gpt-6-sol', input: 'Hello!' })
  await expect(ask()).resolves.toHaveProperty('output_text')
  world.advance(2 * 60 * 60_000)
  await expect(ask()).resolves.toHaveProperty('output_text')
  expect(world.simulator.siwc.counts).toMatchObject({ registrations: 1, refreshes: 1 })
  await expect(world.signIn({ openBrowser })).resolves.toMatchObject({ isNew: false })
  const seen = [...requests, shown, ...world.said].join('\n')
  expect(seen).not.toMatch(/rt-fake|eyJhbGci/)
})

test('declined: told in the browser and here', async (context) => {
  const page = await openPage(context)
  const world = await createSiwcWorld({ faults: [{ kind: 'access-denied' }] })
  const openBrowser = async (url: string) => void page.goto(url).catch(() => null)
  await expect(rejectionOf(world.signIn({ openBrowser }))).resolves.toMatchObject({
    code: 'SIGN_IN_FAILED',
  })
  await page.waitForURL('**/failure')
  await expect(page.getByRole('main').innerText()).resolves.toContain('declined in the browser')
})
