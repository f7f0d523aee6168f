import { expect, test } from 'vitest'
import { signInWithBrowser, type SignInProgress } from '../../src/index.ts'
import { expectNothingUnhandled } from '../support/failures.ts'
import { createWorld, listeningPorts, type World } from './world.ts'

expectNothingUnhandled()

/** Where the authority sends the browser: what a person would copy. */
async function callbackOf(authorizeUrl: string): Promise<string> {
  const response = await fetch(authorizeUrl, { redirect: 'manual' })
  return response.headers.get('location') ?? ''
}

/** Pastes one text after the other, each made of the good one. */
function signIn(world: World, texts: readonly ((good: string) => string | Promise<string>)[]) {
  const good = Promise.withResolvers<string>()
  const left = [...texts]
  let asked = 0
  const signals: AbortSignal[] = []
  const result = signInWithBrowser({
    ...world.options,
    ports: [0],
    openBrowser: async (url) => good.resolve(await callbackOf(url)),
    onProgress: world.onProgress,
    pastedUrl: async (signal) => {
      asked++
      signals.push(signal)
      const next = left.shift()
      if (!next) throw new Error('end of input')
      return next(await good.promise)
    },
  })
  return { result, signals, good: good.promise, asked: () => asked }
}

function rejected(progress: readonly SignInProgress[]): string[] {
  return progress.flatMap((event) => (event.type === 'pasteRejected' ? [event.message] : []))
}

test.each<[string, (good: string) => string]>([
  ['as it is', (good) => good],
  [
    'with blanks and a line break in it',
    (good) => `  ${good.slice(0, 70)}\n${good.slice(70)} \r\n`,
  ],
  ['in quotes', (good) => `'${good}'`],
  ['under the name localhost', (good) => good.replace('127.0.0.1', 'localhost')],
])('the address is taken %s', async (_, toText) => {
  const world = await createWorld()
  const ports = await listeningPorts()
  const { result, signals } = signIn(world, [toText])
  await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
  expect(rejected(world.progress)).toEqual([])
  expect(signals.every(({ aborted }) => aborted)).toBe(true)
  expect(await listeningPorts()).toBe(ports)
})

test('what does not fit is told, and asked for again', async () => {
  const world = await createWorld()
  const { result, asked } = signIn(world, [
    () => '',
    () => 'hello',
    () => `${world.simulator.url}/oauth/authorize?response_type=code`,
    (good) => good.replace(/state=[^&]+/, 'state=another'),
    (good) => good.replace(/code=[^&]+&/, ''),
    (good) => good,
  ])
  await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
  expect(asked()).toBe(6)
  expect(rejected(world.progress)).toEqual([
    expect.stringContaining('/auth/callback'),
    expect.stringContaining('/auth/callback'),
    expect.stringContaining('/auth/callback'),
    expect.stringContaining('another sign-in'),
    expect.stringContaining('no code'),
  ])
  expect(world.simulator.requests.count('token')).toBe(1)
})

test('a pasted refusal ends it', async () => {
  const world = await createWorld('cold', { faults: [{ kind: 'access-denied' }] })
  const { result } = signIn(world, [(good) => good])
  await expect(result).rejects.toMatchObject({ code: 'SIGN_IN_FAILED', step: 'authorize' })
})

test('a source that is used up leaves the browser', async () => {
  const world = await createWorld()
  const { result, good } = signIn(world, [])
  await fetch(await good)
  await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
})

test('a source that never runs dry does not shut out the browser', async () => {
  const world = await createWorld()
  const good = Promise.withResolvers<string>()
  const result = signInWithBrowser({
    ...world.options,
    ports: [0],
    openBrowser: async (url) => good.resolve(await callbackOf(url)),
    pastedUrl: () => Promise.resolve('nonsense'),
  })
  await fetch(await good.promise)
  await expect(result).resolves.toMatchObject({ authMode: 'chatgpt' })
})
