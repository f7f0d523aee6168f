import { createCodexHome, startSimulator, type Fault } from '@via-codex/simulator'
import { describe, expect, test } from 'vitest'
import { expectOneRefresh } from './expect-one-refresh.ts'
import type { Processes } from './processes.ts'

const always = { times: Number.POSITIVE_INFINITY }
const authorities: [name: string, faults: Fault[]][] = [
  ['immediate', []],
  ['every reply 50 ms late', [{ kind: 'delay-reply', on: 'token', ms: 50, ...always }]],
  ['every reply 300 ms late', [{ kind: 'delay-reply', on: 'token', ms: 300, ...always }]],
  [
    'the good reply 500 ms late',
    [{ kind: 'delay-reply', on: 'token', ms: 500, only: 'success', ...always }],
  ],
  [
    'the good reply 2 s late',
    [{ kind: 'delay-reply', on: 'token', ms: 2_000, only: 'success', ...always }],
  ],
]

export function testSharedLogin(processes: () => Processes): void {
  describe.each([8, 32])('%i processes on one expired login', (count) => {
    test.each(authorities)('ask the authority once: %s', async (_, faults) => {
      await using simulator = await startSimulator({ paceMs: 0, faults })
      await using home = await createCodexHome(simulator, {
        expired: true,
        extra: { document: { kept: [1] } },
      })
      const asking = await processes().some(count)
      const question = { codexHome: home.path, endpoints: simulator.endpoints }
      const reports = await Promise.all(asking.map((process) => process.ask(question)))

      expectOneRefresh(simulator, reports)
      const { tokens, kept } = (await home.read()) as {
        tokens: { refresh_token: string }
        kept: number[]
      }
      expect(simulator.authority.isLive(tokens.refresh_token)).toBe(true)
      expect(kept).toEqual([1])
    })
  })
}
