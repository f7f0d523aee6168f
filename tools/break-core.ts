/** Breaks one step of core where its modules are loaded, for tests that show that others can fail. */
import { vi } from 'vitest'

const dialect = '../packages/core/src/dialect'

/** Gives the answer that is read whole without its items. */
export function breakCollecting(): void {
  vi.doMock(`${dialect}/collect-response.ts`, async (original) => {
    type Collect = (...args: unknown[]) => Promise<object>
    const { collectResponse } = await original<{ collectResponse: Collect }>()
    const withoutItems: Collect = async (...args) => ({
      ...(await collectResponse(...args)),
      output: [],
    })
    return { collectResponse: withoutItems }
  })
}

/** Changes what is done to requests and answers of the Codex backend. */
export function breakRules(change: object): void {
  vi.doMock(`${dialect}/request-rules.ts`, async (original) => {
    const { requestRules } = await original<{ requestRules: { codex: object } }>()
    return { requestRules: { ...requestRules, codex: { ...requestRules.codex, ...change } } }
  })
}

/** Has the next load find everything whole. */
export function mendCore(): void {
  vi.doUnmock(`${dialect}/collect-response.ts`)
  vi.doUnmock(`${dialect}/request-rules.ts`)
  vi.resetModules()
}
