import { expect, test } from 'vitest'
import { sharedFlight } from '../../src/foundation/shared-flight.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

function works() {
  const started: { signal: AbortSignal; land(value: number): void; fail(error: unknown): void }[] =
    []
  const work = (signal: AbortSignal) =>
    new Promise<number>((land, fail) => void started.push({ signal, land, fail }))
  return { started, work }
}

test('whoever asks for a key while it runs shares the outcome; others have their own', async () => {
  const { started, work } = works()
  const run = sharedFlight<number>()
  const [first, second, other] = [run('a', work), run('a', work), run('b', work)]
  expect(started).toHaveLength(2)
  started[0]?.land(1)
  started[1]?.land(2)
  expect(await Promise.all([first, second, other])).toEqual([1, 1, 2])
})

test('one who gives up leaves the others waiting', async () => {
  const { started, work } = works()
  const run = sharedFlight<number>()
  const controller = new AbortController()
  const failed = rejectionOf(run('a', work, controller.signal))
  const waiting = run('a', work)
  controller.abort('fake reason')
  expect(await failed).toBe('fake reason')
  expect(started[0]?.signal.aborted).toBe(false)
  started[0]?.land(1)
  expect(await waiting).toBe(1)
})

test('the last to give up ends the work, and the next one begins anew', async () => {
  const { started, work } = works()
  const run = sharedFlight<number>()
  const controller = new AbortController()
  const failed = [run('a', work, controller.signal), run('a', work, controller.signal)].map(
    rejectionOf,
  )
  controller.abort('fake reason')
  expect(await Promise.all(failed)).toEqual(['fake reason', 'fake reason'])
  expect(started[0]?.signal.aborted).toBe(true)
  const next = run('a', work)
  started[0]?.fail(new Error('of no interest'))
  started[1]?.land(2)
  expect(await next).toBe(2)
})

test('a failure is shared, and not remembered', async () => {
  const { started, work } = works()
  const run = sharedFlight<number>()
  const failed = [run('a', work), run('a', work)].map(rejectionOf)
  started[0]?.fail('fake failure')
  expect(await Promise.all(failed)).toEqual(['fake failure', 'fake failure'])
  const next = run('a', work)
  started[1]?.land(2)
  expect(await next).toBe(2)
})
