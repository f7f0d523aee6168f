import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'

/** Fails the file when a rejection that nobody handled came up in it. */
export function expectNothingUnhandled(): void {
  const reasons: unknown[] = []
  const note = (reason: unknown) => void reasons.push(reason)
  beforeAll(() => {
    process.on('unhandledRejection', note)
  })
  afterAll(async () => {
    await setImmediate()
    process.off('unhandledRejection', note)
    expect(reasons).toEqual([])
  })
}

/** What a promise was rejected with; fails when it was not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`Expected a rejection, got ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
}

/** What a function throws; `undefined` when it does not. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
