import { createCodexHome, startSimulator, type Fault } from '@via-codex/simulator'
import { expect, test } from 'vitest'
import type { Processes } from './processes.ts'

const always = { times: Number.POSITIVE_INFINITY }
/** With the fewest refusals that show that they met. */
const authorities: [name: string, leastRejections: number, faults: Fault[]][] = [
  ['immediate', 0, []],
  ['every reply 50 ms late', 5, [{ kind: 'delay-reply', on: 'token', ms: 50, ...always }]],
  ['every reply 300 ms late', 5, [{ kind: 'delay-reply', on: 'token', ms: 300, ...always }]],
]

export function testBesideCodex(ours: () => Processes, theirs: () => Processes): void {
  test.each(authorities)(
    'ours and programs like the Codex CLI refresh one login at once: %s',
    async (_, leastRejections, faults) => {
      const asking = [...(await ours().some(4)), ...(await theirs().some(4))]
      let rejections = 0
      for (let round = 0; round < 5; round++) {
        await using simulator = await startSimulator({ paceMs: 0, faults })
        await using home = await createCodexHome(simulator, { expired: true })
        const question = { codexHome: home.path, endpoints: simulator.endpoints }
        const reports = await Promise.all(asking.map((process) => process.ask(question)))

        expect(reports.filter((report) => report?.code)).toEqual([])
        expect(simulator.authority.counts.refreshes).toBe(1)
        rejections += simulator.authority.counts.rejections
        expect(simulator.authority.loggedOut()).toEqual([])
        const { tokens } = (await home.read()) as { tokens: { refresh_token: string } }
        expect(simulator.authority.isLive(tokens.refresh_token)).toBe(true)
      }
      expect(rejections).toBeGreaterThanOrEqual(leastRejections)
    },
  )
}
