import { join } from 'node:path'
import { createCodexHome, startSimulator, type Fault } from '@via-codex/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleProgram, type BundledProgram } from '../support/bundle.ts'
import { AskingProcess } from './asking-process.ts'

let programs: BundledProgram[]
let ours: AskingProcess[]
let theirs: AskingProcess[]
beforeAll(async () => {
  programs = await Promise.all(
    ['ask.ts', 'codex-like.ts'].map((name) => bundleProgram(join(import.meta.dirname, name))),
  )
  ;[ours, theirs] = (await Promise.all(
    programs.map(({ file }) => AskingProcess.startMany(file, 4)),
  )) as [AskingProcess[], AskingProcess[]]
}, 60_000)
afterAll(async () => {
  await Promise.all([...ours, ...theirs].map((process) => process.kill()))
  await Promise.all(programs.map((program) => program.dispose()))
})

const always = { times: Number.POSITIVE_INFINITY }
/** With the fewest refusals that show that they met. */
const authorities: [name: string, leastRejections: number, faults: Fault[]][] = [
  ['immediate', 0, []],
  ['every reply 50 ms late', 5, [{ kind: 'delay-reply', on: 'token', ms: 50, ...always }]],
  ['every reply 300 ms late', 5, [{ kind: 'delay-reply', on: 'token', ms: 300, ...always }]],
]

test.each(authorities)(
  'ours and programs like the Codex CLI refresh one login at once: %s',
  { timeout: 30_000 },
  async (_, leastRejections, faults) => {
    let rejections = 0
    for (let round = 0; round < 5; round++) {
      await using simulator = await startSimulator({ faults })
      await using home = await createCodexHome(simulator, { expired: true })
      const question = { codexHome: home.path, endpoints: simulator.endpoints }
      const reports = await Promise.all(
        [...ours, ...theirs].map((process) => process.ask(question)),
      )

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
