/**
 * The named cases can fail: with one step of core or of this package broken, they do. What is broken is the step itself,
 * put in place of the real one where the modules are loaded.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { breakCollecting, breakRules, mendCore } from '../../../tools/break-core.ts'
import type * as throwing from '../src/throw-on-failed.ts'
import { failure } from './support/ask.ts'
import {
  failsWithTheAnswer,
  givesTextAndUsage,
  replaysReasoning,
  takesSystemMessages,
} from './support/cases.ts'
import type { ChatCodex } from '../src/chat-codex.ts'

afterEach(() => {
  vi.doUnmock('../src/throw-on-failed.ts')
  mendCore()
})

it('gives no text once items are not put back into the answer', async () => {
  breakCollecting()
  await expect(givesTextAndUsage('codex', 'invoke', await broken())).rejects.toThrow(/Hello there/)
})

it('loses reasoning once items are not put back into the end of a stream', async () => {
  breakRules({ outputIsEmpty: false })
  const error = await failure(replaysReasoning('codex', 'stream', 'v0', await broken()))
  expect(error.message).toMatch(/match object/)
})

it('loses the second turn once ids are left in', async () => {
  breakRules({ itemsAreKept: true })
  await expect(replaysReasoning('codex', 'invoke', 'v0', await broken())).rejects.toThrow(
    /not found/,
  )
  await expect(replaysReasoning('codex', 'stream', 'v0', await broken())).rejects.toThrow(
    /not found/,
  )
})

it('is refused once the role system is let through', async () => {
  breakRules({ systemRole: 'system' })
  await expect(takesSystemMessages('codex', 'invoke', await broken())).rejects.toThrow(
    /System messages/,
  )
})

it('takes half an answer for the whole once failures are passed over', async () => {
  vi.doMock('../src/throw-on-failed.ts', () => {
    const passOver: typeof throwing.throwOnFailed = (events) => events
    return { throwOnFailed: passOver }
  })
  await expect(failsWithTheAnswer('codex', 'stream', await broken())).rejects.toThrow(
    /should have failed/,
  )
})

it('passes through the same loading with nothing broken', async () => {
  const Model = await broken()
  await expect(givesTextAndUsage('codex', 'invoke', Model)).resolves.toBeUndefined()
  await expect(replaysReasoning('codex', 'stream', 'v0', Model)).resolves.toBeUndefined()
  await expect(takesSystemMessages('codex', 'invoke', Model)).resolves.toBeUndefined()
  await expect(failsWithTheAnswer('codex', 'stream', Model)).resolves.toBeUndefined()
})

/** The class, loaded anew with what is broken. */
async function broken(): Promise<typeof ChatCodex> {
  vi.resetModules()
  return (await import('../src/chat-codex.ts')).ChatCodex
}
