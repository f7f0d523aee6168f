import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulator, type Fault } from '@via-codex/simulator'
import { generateX25519Identity } from 'age-encryption'
import { expect, onTestFinished, test } from 'vitest'
import { signInWithSiwc, siwc } from '../../src/index.ts'
import { autoBrowser } from '../sign-in/world.ts'
import type { Question } from './ask.ts'
import { keyringOf } from './keyring-of.ts'
import type { Processes } from './processes.ts'

const count = 16
const always = { times: Number.POSITIVE_INFINITY }
export function testSiwcLogin(processes: () => Processes): void {
  test.each<[string, Fault[]]>([
    ['at once', []],
    ['late', [{ kind: 'delay-reply', on: 'token', ms: 200, ...always }]],
    ['with keys that come late', [{ kind: 'delay-reply', on: 'jwks', ms: 200, ...always }]],
  ])(
    `${count} processes of one app near the end of its token ask once, answered %s`,
    async (_name, faults) => {
      await using simulator = await startSimulator({ paceMs: 0 })
      const codexHome = await mkdtemp(join(tmpdir(), 'via-codex-siwc-'))
      onTestFinished(() => rm(codexHome, { recursive: true, force: true }))
      const { endpoints } = simulator
      const key = await generateX25519Identity()
      simulator.siwc.lifetimeMs = 1_000
      await signInWithSiwc({
        credential: siwc({ agentName: 'my-app', directory: codexHome }),
        keyring: keyringOf(key),
        endpoints,
        openBrowser: autoBrowser().openBrowser,
      })
      simulator.siwc.lifetimeMs = 3_600_000
      simulator.faults.add(...faults)
      const question: Question = { codexHome, endpoints, login: { kind: 'siwc', key } }
      const asking = await processes().some(count)
      const reports = await Promise.all(asking.map((process) => process.ask(question)))
      expect(reports.map((report) => report?.code ?? 'answered')).toEqual(
        reports.map(() => 'answered'),
      )
      expect(simulator.siwc.counts).toMatchObject({ exchanges: 1, refreshes: 1, rejections: 0 })
      expect(simulator.siwc.counts.registrations).toBe(1)
      const answered = simulator.requests.to('responses').filter(({ status }) => status === 200)
      expect(answered).toHaveLength(count)
    },
  )
}
