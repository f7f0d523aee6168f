import { access } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { createCodexHome, startSimulator } from '@via-codex/simulator'
import { expect, test, vi } from 'vitest'
import { resolveCodexHome } from '../../src/credentials/codex-home.ts'
import type { AskingProcess, Processes } from './processes.ts'

const kills = 50
const lanes = 8
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

/** Kills a process some time after it began to refresh, while another one waits from half that time on and a third one comes later. */
async function killAt(momentMs: number, processes: Processes): Promise<Outcome> {
  const always = { times: Number.POSITIVE_INFINITY }
  await using simulator = await startSimulator({
    paceMs: 0,
    faults: [
      { kind: 'delay', on: 'token', ms: 30, ...always },
      { kind: 'delay-reply', on: 'token', ms: 30, ...always },
    ],
  })
  await using home = await createCodexHome(simulator, { expired: true })
  const question = { codexHome: home.path, endpoints: simulator.endpoints }
  const [waiting, later] = (await processes.some(2)) as [AskingProcess, AskingProcess]
  const victim = await processes.oneBeyond(2)
  const victimDone = victim.ask(question)
  // Where it is about to lock.
  const { lockFile } = resolveCodexHome(home.path)
  await vi.waitFor(() => access(lockFile), { interval: 2, timeout: patienceMs })
  await wait(momentMs / 2)
  const waitingDone = waiting.ask(question)
  await wait(momentMs / 2)
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

export function testKilledHolder(processes: () => Processes): void {
  test(`a holder killed at ${kills} moments harms nobody`, { timeout: 90_000 }, async () => {
    const moments = Array.from({ length: kills }, () => Math.random() * lastMomentMs)
    const outcomes: Outcome[] = []
    const lane = async () => {
      for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
        outcomes.push(await killAt(moment, processes()))
      }
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
}
