import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createCodexHome, startSimulator } from '@via-codex/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleProgram, type BundledProgram } from '../support/bundle.ts'
import { AskingProcess } from './asking-process.ts'

let program: BundledProgram
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'ask.ts'))
})
afterAll(() => program.dispose())

const kills = 50
const lanes = 4
/** Covers the whole refresh: lock and look, ask (30 ms), rotate, answer (30 ms), save. */
const lastMomentMs = 130
/** The longest wait for someone else's tokens, and time to start on a busy machine. */
const patienceMs = 10_000

interface Outcome {
  readonly momentMs: number
  readonly codes: (string | undefined)[]
  readonly slowestMs: number
  readonly isLoggedOut: boolean
  readonly rotations: number
}

/** Kills a process some time after it began to refresh, while another one waits and a third one comes later. */
async function killAt(momentMs: number, survivors: AskingProcess[]): Promise<Outcome> {
  const always = { times: Number.POSITIVE_INFINITY }
  await using simulator = await startSimulator({
    faults: [
      { kind: 'delay', on: 'token', ms: 30, ...always },
      { kind: 'delay-reply', on: 'token', ms: 30, ...always },
    ],
  })
  await using home = await createCodexHome(simulator, { expired: true })
  const question = { codexHome: home.path, endpoints: simulator.endpoints }
  const [waiting, later] = survivors as [AskingProcess, AskingProcess]
  const victim = await AskingProcess.start(program.file)
  const victimDone = victim.ask(question)
  const waitingDone = waiting.ask(question)
  await wait(momentMs)
  await victim.kill()
  const reports = await Promise.all([waitingDone, later.ask(question)])
  await victimDone
  // Throws unless it is whole JSON.
  const { tokens } = (await home.read()) as { tokens: { refresh_token: string } }
  return {
    momentMs,
    codes: reports.map((report) => report?.code),
    slowestMs: Math.max(...reports.map((report) => report?.elapsedMs ?? Number.POSITIVE_INFINITY)),
    isLoggedOut: !simulator.authority.isLive(tokens.refresh_token),
    rotations: simulator.authority.counts.refreshes,
  }
}

test(`a holder killed at ${kills} moments harms nobody`, { timeout: 60_000 }, async () => {
  const moments = Array.from({ length: kills }, () => Math.random() * lastMomentMs)
  const outcomes: Outcome[] = []
  const lane = async () => {
    const survivors = await AskingProcess.startMany(program.file, 2)
    for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
      outcomes.push(await killAt(moment, survivors))
    }
    await Promise.all(survivors.map((process) => process.kill()))
  }
  await Promise.all(Array.from({ length: lanes }, lane))

  expect(outcomes).toHaveLength(kills)
  for (const outcome of outcomes) {
    expect(outcome.slowestMs, JSON.stringify(outcome)).toBeLessThan(patienceMs)
    // Lost only if the authority had rotated and what it gave died with its receiver.
    const expected = outcome.isLoggedOut ? 'REFRESH_REJECTED' : undefined
    expect(outcome.codes, JSON.stringify(outcome)).toEqual([expected, expected])
    expect(outcome.rotations, JSON.stringify(outcome)).toBe(1)
  }
})
