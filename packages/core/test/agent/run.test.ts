import { describe, expect, test } from 'vitest'
import { createRun, type Run } from '../../src/agent/run.ts'
import { waitUnlessAborted } from '../../src/foundation/delay.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const counting = (seen: number[] = [], signal?: AbortSignal): Run<number, string> =>
  createRun(async function* () {
    for (const number of [1, 2, 3]) {
      seen.push(number)
      yield number
    }
    return 'done'
  }, signal)

const failing = (): Run<number, string> =>
  createRun(async function* (): AsyncGenerator<number, string> {
    yield 1
    throw new Error('fake failure')
  }, undefined)

const hanging = (signal?: AbortSignal): Run<number, string> =>
  createRun(async function* (runSignal): AsyncGenerator<number, string> {
    yield 1
    return waitUnlessAborted(new Promise<string>(() => {}), runSignal)
  }, signal)

async function read<Event>(run: Run<Event, unknown>): Promise<Event[]> {
  const events: Event[] = []
  for await (const event of run) events.push(event)
  return events
}

describe('a run', () => {
  test('begins at the first read and waits for its reader', async () => {
    const seen: number[] = []
    const run = counting(seen)
    await Promise.resolve()
    expect(seen).toEqual([])
    const iterator = run[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ value: 1, done: false })
    expect(seen).toEqual([1])
    expect(() => run[Symbol.asyncIterator]()).toThrow(TypeError)
  })

  test('gives its result before, during, after and without the reading', async () => {
    const before = counting()
    const result = before.final()
    expect(await read(before)).toEqual([1, 2, 3])
    expect([await result, await before.final()]).toEqual(['done', 'done'])
    const during = counting()
    for await (const event of during) expect([event, await during.final()]).toEqual([event, 'done'])
    const after = counting()
    await read(after)
    expect(await after.final()).toBe('done')
    const without = counting()
    expect(await without.final()).toBe('done')
    expect(await read(without)).toEqual([1, 2, 3])
  })

  test('fails once for the reader, and in the result', async () => {
    const run = failing()
    const iterator = run[Symbol.asyncIterator]()
    await iterator.next()
    expect(await rejectionOf(iterator.next())).toMatchObject({ message: 'fake failure' })
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
    expect(await rejectionOf(run.final())).toMatchObject({ message: 'fake failure' })
    await read(failing()).catch(() => {})
    expect(await rejectionOf(failing().final())).toMatchObject({ message: 'fake failure' })
  })

  test('ends with the signal, a cancel or the loop, by its reason', async () => {
    const controller = new AbortController()
    const aborted = hanging(controller.signal)
    const failed = rejectionOf(read(aborted))
    controller.abort('fake reason')
    expect(await failed).toBe('fake reason')
    const cancelled = hanging()
    const result = rejectionOf(cancelled.final())
    cancelled.cancel('fake cancel')
    expect(await result).toBe('fake cancel')
    const left = hanging()
    for await (const event of left) if (event === 1) break
    expect(await rejectionOf(left.final())).toMatchObject({ name: 'AbortError' })
  })
})
