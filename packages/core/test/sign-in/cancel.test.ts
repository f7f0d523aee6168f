import type { Fault } from '@via-codex/simulator'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { signInWithBrowser, signInWithDeviceCode, type SignInProgress } from '../../src/index.ts'
import { withFileLock } from '../../src/credentials/file-lock.ts'
import { expectNothingUnhandled } from '../support/failures.ts'
import { browse, createWorld, listeningPorts, type World } from './world.ts'

expectNothingUnhandled()

const reason = new Error('the person pressed Ctrl-C')
const homes = ['cold', 'warm'] as const
let controller: AbortController
afterEach(() => {
  controller.abort()
})

/** What an aborted sign-in leaves behind: `nothing`, or the difference. */
async function leftOf(
  world: World,
  signIn: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const before = { files: await world.snapshot(), ports: await listeningPorts() }
  await expect(signIn(controller.signal)).rejects.toBe(reason)
  const after = { files: await world.snapshot(), ports: await listeningPorts() }
  return JSON.stringify(after) === JSON.stringify(before) ? 'nothing' : { before, after }
}

function abortAt(type: SignInProgress['type']) {
  controller = new AbortController()
  return (event: SignInProgress) => {
    if (event.type === type) controller.abort(reason)
  }
}

/** Aborts once the authority has got so many requests to an endpoint. */
function abortAtRequest(world: World, endpoint: 'token' | 'device', count: number): void {
  controller = new AbortController()
  world.simulator.requests.arrival(endpoint, count).then(
    () => setTimeout(() => controller.abort(reason), 10),
    () => {},
  )
}

describe.each(homes)('in the browser, %s home: an abort', (home) => {
  const openBrowser = async (url: string) => {
    browse(url).catch(() => {})
  }

  test('before it begins', async () => {
    controller = new AbortController()
    controller.abort(reason)
    const world = await createWorld(home)
    const left = await leftOf(world, (signal) =>
      signInWithBrowser({ ...world.options, ports: [0], openBrowser, signal }),
    )
    expect(left).toBe('nothing')
    expect(world.simulator.requests.count()).toBe(0)
  })

  test.each<[SignInProgress['type'], Fault[]]>([
    ['authorizeUrl', []],
    ['otherSignIn', [{ kind: 'wrong-state' }]],
    ['pasteRejected', [{ kind: 'wrong-state', times: Infinity }]],
    ['authorized', []],
  ])('at %s', async (type, faults) => {
    const world = await createWorld(home, { faults })
    const onProgress = abortAt(type)
    const pastedUrl = type === 'pasteRejected' ? async () => 'nonsense' : undefined
    const left = await leftOf(world, (signal) =>
      signInWithBrowser({
        ...world.options,
        ports: [0],
        openBrowser,
        pastedUrl,
        onProgress,
        signal,
      }),
    )
    expect(left).toBe('nothing')
    expect(world.simulator.authority.counts.exchanges).toBe(0)
  })

  test('while waiting for the person', async () => {
    controller = new AbortController()
    const world = await createWorld(home)
    setTimeout(() => controller.abort(reason), 30)
    const left = await leftOf(world, (signal) =>
      signInWithBrowser({ ...world.options, ports: [0], openBrowser: false, signal }),
    )
    expect(left).toBe('nothing')
  })

  test.each([
    ['the tokens', 1, false],
    ['the API key', 2, true],
  ])('while waiting for %s', async (_, count, exchangeApiKey) => {
    const world = await createWorld(home, {
      faults: [{ kind: 'hang', on: 'token', after: count - 1 }],
    })
    abortAtRequest(world, 'token', count)
    const left = await leftOf(world, (signal) =>
      signInWithBrowser({ ...world.options, ports: [0], openBrowser, exchangeApiKey, signal }),
    )
    expect(left).toBe('nothing')
  })
})

test('an abort while another process holds the lock, even when it is given back', async () => {
  const world = await createWorld('warm')
  controller = new AbortController()
  const before = await world.snapshot()
  const released = Promise.withResolvers<void>()
  const held = withFileLock(join(world.codexHome, 'via-codex.lock'), () => released.promise)
  world.simulator.requests.arrival('token').then(
    () => setTimeout(() => controller.abort(reason), 60),
    () => {},
  )
  await expect(
    signInWithBrowser({
      ...world.options,
      ports: [0],
      openBrowser: async (url) => {
        browse(url).catch(() => {})
      },
      signal: controller.signal,
    }),
  ).rejects.toBe(reason)
  released.resolve()
  await held
  await new Promise((resolve) => setTimeout(resolve, 120))
  await expect(world.snapshot()).resolves.toEqual(before)
})

describe.each(homes)('with a device code, %s home: an abort', (home) => {
  test('before it begins', async () => {
    controller = new AbortController()
    controller.abort(reason)
    const world = await createWorld(home)
    const left = await leftOf(world, (signal) => signInWithDeviceCode({ ...world.options, signal }))
    expect(left).toBe('nothing')
    expect(world.simulator.requests.count()).toBe(0)
  })

  test.each(['deviceCode', 'authorized'] as const)('at %s', async (type) => {
    const world = await createWorld(home)
    const onProgress = abortAt(type)
    const left = await leftOf(world, (signal) =>
      signInWithDeviceCode({ ...world.options, onProgress, signal, delay: async () => {} }),
    )
    expect(left).toBe('nothing')
    expect(world.simulator.authority.counts.exchanges).toBe(0)
  })

  test('between two questions', async () => {
    controller = new AbortController()
    const world = await createWorld(home)
    setTimeout(() => controller.abort(reason), 40)
    const left = await leftOf(world, (signal) => signInWithDeviceCode({ ...world.options, signal }))
    expect(left).toBe('nothing')
  })

  test.each<[string, 'device' | 'token', number]>([
    ['a code', 'device', 1],
    ['an answer', 'device', 2],
    ['the tokens', 'token', 1],
  ])('while waiting for %s', async (_, on, count) => {
    const world = await createWorld(home, { faults: [{ kind: 'hang', on, after: count - 1 }] })
    abortAtRequest(world, on, count)
    const left = await leftOf(world, (signal) =>
      signInWithDeviceCode({ ...world.options, signal, delay: async () => {} }),
    )
    expect(left).toBe('nothing')
  })
})
