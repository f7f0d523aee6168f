import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { delay, longestTimerMs, waitUnlessAborted } from '../../src/foundation/delay.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()
afterEach(() => void vi.useRealTimers())

describe('delay', () => {
  test('waits its time', async () => {
    vi.useFakeTimers()
    const onEnd = vi.fn<() => void>()
    const waiting = delay(500, new AbortController().signal).then(() => onEnd())
    await vi.advanceTimersByTimeAsync(499)
    expect(onEnd).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(onEnd).toHaveBeenCalledTimes(1)
  })

  test.each([longestTimerMs + 1, Number.MAX_SAFE_INTEGER, Infinity])(
    '%d ms are long',
    async (ms) => {
      vi.useFakeTimers()
      const onEnd = vi.fn<() => void>()
      void delay(ms).then(() => onEnd())
      await vi.advanceTimersByTimeAsync(86_400_000)
      expect(onEnd).not.toHaveBeenCalled()
    },
  )

  test.each([new Error('fake reason'), 'fake reason', 0])(
    'an abort gives its reason: %s',
    async (reason) => {
      vi.useFakeTimers()
      expect(await rejectionOf(delay(500, AbortSignal.abort(reason)))).toBe(reason)
      const controller = new AbortController()
      const failed = rejectionOf(delay(500, controller.signal))
      controller.abort(reason)
      expect(await failed).toBe(reason)
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  test('leaves no listener', async () => {
    const { signal } = new AbortController()
    await Promise.all([delay(0, signal), delay(1, signal)])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('waitUnlessAborted', () => {
  test('gives what the work gives', async () => {
    const { signal } = new AbortController()
    const failure = new Error('fake')
    expect(await waitUnlessAborted(Promise.resolve(7))).toBe(7)
    expect(await waitUnlessAborted(Promise.resolve(7), signal)).toBe(7)
    expect(await rejectionOf(waitUnlessAborted(Promise.reject(failure), signal))).toBe(failure)
    await setImmediate()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test.each([new Error('fake reason'), 'fake reason', 0])(
    'an abort gives its reason: %s',
    async (reason) => {
      const controller = new AbortController()
      const work = Promise.withResolvers<void>()
      const failed = rejectionOf(waitUnlessAborted(work.promise, controller.signal))
      controller.abort(reason)
      expect(await failed).toBe(reason)
      work.reject(new Error('fake: nobody waits any more'))
      await setImmediate()
    },
  )

  test('work that fails after an abort harms nobody, even one that came before', async () => {
    const work = Promise.withResolvers<void>()
    const failed = waitUnlessAborted(work.promise, AbortSignal.abort('fake reason'))
    expect(await rejectionOf(failed)).toBe('fake reason')
    work.reject(new Error('fake: nobody waits any more'))
    await setImmediate()
  })
})
