/** What holds where real processes meet at one login. They are started once and serve all of it; those that get killed come last. */
import { join } from 'node:path'
import { createCodexHome, startSimulator } from '@via-codex/simulator'
import { afterAll, beforeAll } from 'vitest'
import { bundlePrograms, type BundledPrograms } from '../support/bundle.ts'
import { testBesideCodex } from './beside-codex.contract.ts'
import { testKeyringLogin } from './keyring-login.contract.ts'
import { testKilledHolder } from './killed-holder.contract.ts'
import { AskingProcess, Processes } from './processes.ts'
import { testSharedLogin } from './shared-login.contract.ts'
import { testSiwcLogin } from './siwc-login.contract.ts'

let programs: BundledPrograms
let ours: Processes
let theirs: Processes
beforeAll(async () => {
  programs = await bundlePrograms(
    ['ask.ts', 'codex-like.ts'].map((name) => join(import.meta.dirname, name)),
  )
  const [ask, codexLike] = programs.files as [string, string]
  await leaveCompiled(ask)
  ours = new Processes(ask)
  theirs = new Processes(codexLike)
  await ours.some(32)
}, 120_000)
afterAll(async () => {
  await Promise.all([ours.kill(), theirs.kill()])
  await programs.dispose()
})

/** Runs the program once, so that all others find it compiled. */
async function leaveCompiled(file: string): Promise<void> {
  await using simulator = await startSimulator({ paceMs: 0 })
  await using home = await createCodexHome(simulator, { expired: true })
  const first = await AskingProcess.start(file)
  await first.ask({ codexHome: home.path, endpoints: simulator.endpoints })
  await first.leave()
}

testSharedLogin(() => ours)
testBesideCodex(
  () => ours,
  () => theirs,
)
testSiwcLogin(() => ours)
testKeyringLogin(() => ours)
testKilledHolder(() => ours)
