import { get, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { judgeCallback } from '../../src/oauth/callback.ts'
import { LoopbackListener } from '../../src/oauth/loopback-listener.ts'
import { failurePage, successPage } from '../../src/oauth/sign-in-pages.ts'

async function open(isShared = true) {
  let others = 0
  const listener = await LoopbackListener.open({
    ports: [0],
    judge: (query) => judgeCallback(query, 'fake-state'),
    isShared,
    onOtherSignIn: () => others++,
  })
  onTestFinished(() => listener.close())
  const { port } = new URL(listener.redirectUri)
  return { listener, port: Number(port), others: () => others }
}

interface Answer {
  status: number | undefined
  headers: IncomingMessage['headers']
  body: string
}

function ask(port: number, path: string, headers = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode, headers: response.headers, body }),
        reject,
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

const good = '/auth/callback?code=fake-code&state=fake-state'

test('listens on 127.0.0.1 only', async () => {
  const { port } = await open()
  const refused = new Promise((resolve) => {
    get({ host: '::1', port, path: '/' }, () => resolve('answered')).on('error', (error) =>
      resolve((error as NodeJS.ErrnoException).code),
    )
  })
  await expect(refused).resolves.toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH/)
})

test.each([
  ['a name that was pointed at this machine', 'evil.example'],
  ['the right name and another port', '127.0.0.1:1'],
  ['no port', '127.0.0.1'],
  ['another address of this machine', '127.0.0.2'],
])('%s is refused, whatever it asks', async (_, host) => {
  const { port, others } = await open()
  for (const path of [good, '/cancel', '/success', '/auth/callback?state=x']) {
    const { status, body } = await ask(port, path, { host })
    expect({ status, body }).toEqual({ status: 403, body: 'Forbidden\n' })
  }
  expect(others()).toBe(0)
})

test.each(['POST', 'HEAD', 'OPTIONS', 'PUT'])('%s takes no code', async (method) => {
  const { port, listener } = await open()
  expect((await ask(port, good, {}, method)).status).toBe(405)
  const answer = ask(port, good)
  await expect(listener.arrival).resolves.toEqual({ kind: 'code', code: 'fake-code' })
  void listener.conclude(successPage('my-app'))
  expect((await answer).status).toBe(302)
})

test.each(['/', '/favicon.ico', '/auth/callback/', '/success', '/failure', '//', '/%'])(
  '%s is nowhere',
  async (path) => {
    const { port } = await open()
    expect((await ask(port, path)).status).toBe(404)
  },
)

test('the name localhost is as good', async () => {
  const { port, listener } = await open()
  const answer = ask(port, good, { host: `localhost:${port}` })
  await expect(listener.arrival).resolves.toMatchObject({ kind: 'code' })
  void listener.conclude(successPage('my-app'))
  await expect(answer).resolves.toMatchObject({ status: 302, headers: { location: '/success' } })
})

test('another state gets 400 and decides nothing', async () => {
  const { port, listener, others } = await open()
  for (const path of [
    '/auth/callback',
    '/auth/callback?code=fake-code&state=other',
    '/auth/callback?error=access_denied&state=other',
  ]) {
    const { status, body } = await ask(port, path)
    expect(status).toBe(400)
    expect(body).toContain('another sign-in')
  }
  expect(others()).toBe(3)
  const answer = ask(port, good)
  await expect(listener.arrival).resolves.toMatchObject({ kind: 'code' })
  void listener.conclude(successPage('my-app'))
  await answer
})

test('the browser waits for the end, and only its page is there then', async () => {
  const { port, listener } = await open()
  let isAnswered = false
  const answer = ask(port, good).finally(() => {
    isAnswered = true
  })
  await listener.arrival
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(isAnswered).toBe(false)
  const concluded = listener.conclude(failurePage('It <b>broke</b> & "more".', undefined))
  await expect(answer).resolves.toMatchObject({ headers: { location: '/failure' }, body: '' })
  expect((await ask(port, '/success')).status).toBe(404)
  const { status, headers, body } = await ask(port, '/failure')
  expect(status).toBe(200)
  expect(body).toContain('<p>It &lt;b&gt;broke&lt;/b&gt; &amp; &quot;more&quot;.</p>')
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  expect(body).not.toMatch(/<script|https?:|\son\w+=/)
  await concluded
})

test.each([
  [{}, 200, 'cancelled'],
  [{ 'sec-fetch-site': 'none' }, 200, 'cancelled'],
  [{ 'sec-fetch-site': 'cross-site' }, 403, 'code'],
  [{ 'sec-fetch-site': 'same-site' }, 403, 'code'],
])('cancelling with %o', async (headers, status, kind) => {
  const { port, listener } = await open()
  expect((await ask(port, '/cancel', headers)).status).toBe(status)
  const answer = kind === 'code' ? ask(port, good) : undefined
  await expect(listener.arrival).resolves.toMatchObject({ kind })
  void listener.conclude(successPage('my-app'))
  await answer
})

test('it is too late to cancel once a code is there', async () => {
  const { port, listener } = await open()
  const answer = ask(port, good)
  await listener.arrival
  await expect(ask(port, '/cancel')).resolves.toMatchObject({ status: 409 })
  void listener.conclude(successPage('my-app'))
  await answer
})

test('a browser that has gone is not waited for', async () => {
  const { port, listener } = await open()
  const gone = request({ host: '127.0.0.1', port, path: good })
  gone.on('error', () => {})
  gone.end()
  await listener.arrival
  gone.destroy()
  await new Promise((resolve) => setTimeout(resolve, 30))
  const start = performance.now()
  await listener.conclude(successPage('my-app'))
  expect(performance.now() - start).toBeLessThan(500)
})

test('one that never fetches the page is waited for two seconds', async () => {
  const { port, listener } = await open()
  const answer = ask(port, good)
  await listener.arrival
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  let isOver = false
  const concluded = listener.conclude(successPage('my-app')).then(() => {
    isOver = true
  })
  await answer
  await vi.advanceTimersByTimeAsync(1_999)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await concluded
  expect(isOver).toBe(true)
})
