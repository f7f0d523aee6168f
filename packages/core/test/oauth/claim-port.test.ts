import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { claimPort } from '../../src/oauth/claim-port.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Ports by what listening on them gives, time after time; the last outcome stays. */
async function claim(outcomes: Record<number, readonly string[]>, signal?: AbortSignal) {
  const asked: number[] = []
  const tried: number[] = []
  const result = claimPort({
    ports: Object.keys(outcomes).map(Number),
    signal,
    listen: async (port) => {
      tried.push(port)
      const list = outcomes[port] ?? []
      const nth = tried.filter((other) => other === port).length
      const code = list[Math.min(nth, list.length) - 1] ?? 'ok'
      if (code !== 'ok') throw Object.assign(new Error(`listen ${code}`), { code })
      return port
    },
    askToStop: async (port) => void asked.push(port),
  }).then(
    (port) => ({ port }),
    (error: unknown) => ({ error: error as Error & { hint: string } }),
  )
  const start = Date.now()
  await vi.runAllTimersAsync()
  return { ...(await result), asked, tried, elapsedMs: Date.now() - start }
}

test('a free port is taken at once', async () => {
  await expect(claim({ 1455: ['ok'], 1457: ['ok'] })).resolves.toMatchObject({
    port: 1455,
    asked: [],
    elapsedMs: 0,
  })
})

test('a busy port is asked once, and waited for', async () => {
  const busyTwice = ['EADDRINUSE', 'EADDRINUSE', 'ok']
  await expect(claim({ 1455: busyTwice, 1457: ['ok'] })).resolves.toMatchObject({
    port: 1455,
    asked: [1455],
    elapsedMs: 400,
  })
})

test('a port that stays busy is given up after ten waits', async () => {
  await expect(claim({ 1455: ['EADDRINUSE'], 1457: ['ok'] })).resolves.toMatchObject({
    port: 1457,
    asked: [1455],
    elapsedMs: 2_000,
  })
})

test('a reserved port is passed over without waiting', async () => {
  await expect(claim({ 1455: ['EACCES'], 1457: ['ok'] })).resolves.toMatchObject({
    port: 1457,
    asked: [],
    elapsedMs: 0,
  })
})

test.each([
  ['EADDRINUSE', 'EADDRINUSE', ['another program listens there'], 'Close the program', 'netsh'],
  ['EACCES', 'EACCES', ['the system reserves it'], 'excludedportrange', 'Close the program'],
  ['EADDRINUSE', 'EACCES', ['another program', 'the system reserves it'], 'netsh', 'nothing'],
  ['EADDRNOTAVAIL', 'EADDRNOTAVAIL', ['EADDRNOTAVAIL'], 'device code', 'netsh'],
])('%s and %s: the error tells which is which', async (first, second, texts, hint, notHint) => {
  const { error } = (await claim({ 1455: [first], 1457: [second] })) as {
    error: Error & { hint: string }
  }
  expect(error).toMatchObject({ code: 'SIGN_IN_FAILED', step: 'listen' })
  for (const text of ['1455', '1457', ...texts]) expect(error.message).toContain(text)
  expect(error.hint).toContain(hint)
  expect(error.hint).toContain('device code')
  expect(error.hint).not.toContain(notHint)
})

test('an abort ends the waiting', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort('enough'), 500)
  await expect(claim({ 1455: ['EADDRINUSE'] }, controller.signal)).resolves.toMatchObject({
    error: 'enough',
    elapsedMs: 500,
  })
})
