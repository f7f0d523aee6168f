import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { BodyQueue, readText, readWhole, type BodySource } from '../../src/transport/body-queue.ts'
import { bodyOf, FakeBody } from '../support/fake-body.ts'
import { expectNothingUnhandled, rejectionOf } from '../support/failures.ts'

expectNothingUnhandled()

const source = () => ({
  pause: vi.fn<BodySource['pause']>(),
  resume: vi.fn<BodySource['resume']>(),
  abort: vi.fn<BodySource['abort']>(),
})
const bytes = (text: string) => new TextEncoder().encode(text)
const kibibytes = (count: number) => new Uint8Array(count * 1024)

test('gives what was pushed, in order, then the end', async () => {
  const queue = new BodyQueue(source())
  queue.push(bytes('a'))
  const first = queue.next()
  queue.push(bytes('b'))
  const second = queue.next()
  queue.end()
  expect(await first).toEqual({ value: bytes('a'), done: false })
  expect(await second).toEqual({ value: bytes('b'), done: false })
  expect(await queue.next()).toEqual({ value: undefined, done: true })
  expect(await queue.next()).toEqual({ value: undefined, done: true })
})

test('gives to a reader who waits', async () => {
  const queue = new BodyQueue(source())
  const first = queue.next()
  queue.push(bytes('a'))
  expect(await first).toEqual({ value: bytes('a'), done: false })
  const end = queue.next()
  queue.end()
  expect(await end).toEqual({ value: undefined, done: true })
})

test('gives together what came together', async () => {
  const queue = new BodyQueue(source())
  for (const part of ['a', 'b', 'c']) queue.push(bytes(part))
  expect(String(Buffer.from((await queue.next()).value!))).toBe('abc')
})

test('asks the sender to wait when full, and to go on when read, once each', async () => {
  const sender = source()
  const queue = new BodyQueue(sender)
  for (let count = 0; count < 3; count++) queue.push(kibibytes(64))
  expect(sender.pause).not.toHaveBeenCalled()
  for (let count = 0; count < 3; count++) queue.push(kibibytes(64))
  expect(sender.pause).toHaveBeenCalledTimes(1)
  expect(sender.resume).not.toHaveBeenCalled()
  await queue.next()
  expect(sender.resume).toHaveBeenCalledTimes(1)
  for (let count = 0; count < 4; count++) queue.push(kibibytes(64))
  expect(sender.pause).toHaveBeenCalledTimes(2)
})

test('a failure comes after what was pushed, once', async () => {
  const queue = new BodyQueue(source())
  const failure = new Error('fake')
  queue.push(bytes('a'))
  queue.fail(failure)
  queue.fail(new Error('fake: later'))
  queue.push(bytes('after'))
  await queue.next()
  expect(await rejectionOf(queue.next())).toBe(failure)
  expect(await queue.next()).toEqual({ value: undefined, done: true })
})

test('a failure reaches a reader who waits', async () => {
  const queue = new BodyQueue(source())
  const pending = queue.next()
  queue.fail('fake reason')
  expect(await rejectionOf(pending)).toBe('fake reason')
  expect((await queue.next()).done).toBe(true)
})

test('a reader who leaves stops the sender, unless all has come', async () => {
  const left = source()
  const queue = new BodyQueue(left)
  queue.push(bytes('a'))
  const waiting = new BodyQueue(left)
  const pending = waiting.next()
  await queue.return()
  await waiting.return()
  expect(left.abort).toHaveBeenCalledTimes(2)
  expect((await pending).done).toBe(true)
  expect((await queue.next()).done).toBe(true)
  const ended = source()
  const whole = new BodyQueue(ended)
  whole.end()
  await whole.return()
  expect(ended.abort).not.toHaveBeenCalled()
})

test('gives all bytes in order, whatever the order of pushing and reading', async () => {
  const push = fc.integer({ min: 1, max: 300 })
  const steps = fc.array(fc.oneof(fc.constant('read' as const), push), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const sender = source()
      const queue = new BodyQueue(sender)
      const pushed: Uint8Array[] = []
      const read: Uint8Array[] = []
      let pending: Promise<void> | undefined
      for (const step of plan) {
        if (step === 'read') {
          pending ??= queue.next().then(({ value }) => {
            pending = undefined
            if (value) read.push(value)
          })
        } else {
          pushed.push(kibibytes(step).fill(pushed.length))
          queue.push(pushed.at(-1)!)
        }
        await setImmediate()
      }
      queue.end()
      await pending
      for await (const chunk of queue) read.push(chunk)
      expect(Buffer.concat(read).equals(Buffer.concat(pushed))).toBe(true)
      expect(sender.pause.mock.calls.length).toBe(sender.resume.mock.calls.length)
    }),
    { numRuns: 40 },
  )
})

test('readText keeps characters that are cut, and stops at the piece that passes the limit', async () => {
  const text = 'Grüße 🦩 東京'
  const single = Array.from(bytes(text), (byte) => Uint8Array.of(byte))
  expect(await readText(bodyOf(single), 100)).toBe(text)
  expect(await readText(null, 100)).toBe('')
  expect(await readText(bodyOf([Uint8Array.of(0x61, 0xe2, 0x82)]), 100)).toBe('a\uFFFD')
  const body = new FakeBody().sendText('abc').sendText('def').sendText('ghi')
  expect(await readText(body, 5)).toBe('abcdef')
  expect(body.returned).toBe(1)
})

test('a whole text is read to its end, and one without end fails by name', async () => {
  expect(await readWhole(bodyOf([bytes('Grü'), bytes('ße')]))).toBe('Grüße')
  expect(await readWhole(null)).toBe('')
  let left = false
  async function* endless() {
    const piece = kibibytes(16 * 1024)
    try {
      for (;;) yield piece
    } finally {
      left = true
    }
  }
  expect(await rejectionOf(readWhole(endless()))).toMatchObject({
    code: 'SERVER_ERROR',
    isRetryable: false,
  })
  expect(left).toBe(true)
})
