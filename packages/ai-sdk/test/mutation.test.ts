/**
 * The named cases can fail: with one step of core or of this package broken, they do. What is broken is the step itself,
 * put in place of the real one where the modules are loaded.
 */
import { afterEach, expect, it, vi } from 'vitest'
import type * as callOptions from '../src/call-options.ts'
import { breakCollecting, breakRules, mendCore } from '../../../tools/break-core.ts'
import { givesTextAndUsage, replaysReasoning, takesSystemMessages } from './support/cases.ts'
import type { CreateCodex } from './support/connect.ts'

afterEach(() => {
  mendCore()
  vi.doUnmock('../src/call-options.ts')
  vi.resetModules()
})

it('gives no text once items are not put back into the answer', async () => {
  breakCollecting()
  await expect(givesTextAndUsage('codex', 'generate', await broken())).rejects.toThrow(
    /match object/,
  )
})

it('loses the second turn once ids are left in', async () => {
  breakRules({ itemsAreKept: true })
  await expect(replaysReasoning('codex', 'generate', await broken())).rejects.toThrow(/not found/)
  await expect(replaysReasoning('codex', 'stream', await broken())).rejects.toThrow(/not found/)
})

it('is refused once the role system is let through', async () => {
  breakRules({ systemRole: 'system' })
  vi.doMock('../src/call-options.ts', async (original) => {
    const { prepareCall } = await original<typeof callOptions>()
    const asSystem: typeof prepareCall = (...args) => {
      const { options, warnings } = prepareCall(...args)
      const openai = { ...options.providerOptions?.['openai'], systemMessageMode: 'system' }
      return { options: { ...options, providerOptions: { openai } }, warnings }
    }
    return { prepareCall: asSystem }
  })
  await expect(takesSystemMessages('codex', 'generate', await broken())).rejects.toThrow(
    /System messages/,
  )
})

it('passes through the same loading with nothing broken', async () => {
  const create = await broken()
  await expect(givesTextAndUsage('codex', 'generate', create)).resolves.toBeUndefined()
  await expect(replaysReasoning('codex', 'stream', create)).resolves.toBeUndefined()
  await expect(takesSystemMessages('codex', 'generate', create)).resolves.toBeUndefined()
})

/** The provider, loaded anew with what is broken. */
async function broken(): Promise<CreateCodex> {
  vi.resetModules()
  const { createCodex } = await import('../src/create-codex.ts')
  return createCodex
}
