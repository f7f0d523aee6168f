import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { signInWithBrowser, signInWithDeviceCode, signOut } from '../../src/index.ts'
import { rejectionOf } from '../support/failures.ts'
import { autoBrowser, createWorld, type Visit, type World } from './world.ts'

/** All that was ever secret in this world: tokens stored, and what the requests carried. */
async function secretsOf(world: World): Promise<string[]> {
  const document = await world.read().catch(() => undefined)
  const stored = Object.entries(document?.tokens ?? {})
    .filter(([name]) => /token|owner/.test(name))
    .map(([, value]) => String(value))
  const carried = world.simulator.requests
    .all()
    .flatMap(({ body, query }) => [
      ...['code', 'code_verifier', 'subject_token', 'device_auth_id', 'token'].map(
        (name) => (body as Record<string, string> | undefined)?.[name] ?? '',
      ),
      query.get('state') ?? '',
    ])
  return [...new Set([...stored, ...carried])].filter((secret) => secret.length > 5)
}

/** What was said of the secrets. */
function leaks(said: readonly string[], secrets: readonly string[]): string[] {
  if (secrets.length < 4) return ['too few secrets to look for']
  return said.filter((text) => secrets.some((secret) => text.includes(secret)))
}

/** The address to sign in at must hold the state; nothing else may. */
function progressTexts(world: World): string[] {
  return world.progress.map((event) =>
    JSON.stringify(event.type === 'authorizeUrl' ? { ...event, url: '' } : event),
  )
}

/** What the pages show and where they are; the callback itself is on the way, not at the end. */
function pageTexts({ urls, text, headers }: Visit): string[] {
  return [urls.at(-1) ?? '', text, JSON.stringify([...headers])]
}

test('a good browser sign-in and sign-out tell no secret', async () => {
  const world = await createWorld()
  const { openBrowser, visit } = autoBrowser()
  const { onProgress, options } = world
  const result = await signInWithBrowser({ ...options, onProgress, ports: [0], openBrowser })
  const secrets = await secretsOf(world)
  const signedOut = await signOut(options)
  expect(world.log.join('\n')).toContain('/oauth/token')
  const found = leaks(
    [
      ...world.log,
      ...progressTexts(world),
      ...pageTexts(await visit),
      inspect([result, signedOut]),
    ],
    secrets,
  )
  expect(found).toEqual([])
})

test('a failed exchange tells no secret, even when the authority repeats what it got', async () => {
  const world = await createWorld()
  const { openBrowser, visit } = autoBrowser()
  world.simulator.requests.arrival('token').catch(() => {})
  world.simulator.faults.add({
    kind: 'answer',
    on: 'token',
    status: 400,
    body: { error: 'invalid_grant', error_description: 'code fake-code-echoed was rejected' },
  })
  const { onProgress, options } = world
  const error = await rejectionOf(
    signInWithBrowser({ ...options, onProgress, ports: [0], openBrowser }),
  )
  const found = leaks(
    [
      ...world.log,
      ...progressTexts(world),
      ...pageTexts(await visit),
      inspect(error, { depth: 9, showHidden: true }),
    ],
    [...(await secretsOf(world)), 'fake-code-echoed'],
  )
  expect(found).toEqual([])
})

test('a device sign-in tells no secret', async () => {
  const world = await createWorld()
  const { onProgress, options } = world
  const result = await signInWithDeviceCode({ ...options, onProgress, delay: async () => {} })
  const found = leaks(
    [...world.log, ...progressTexts(world), inspect(result)],
    await secretsOf(world),
  )
  expect(found).toEqual([])
})
