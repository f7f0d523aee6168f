import { rm } from 'node:fs/promises'
import { createCodexHome, startSimulator } from '@via-codex/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveCodexHome } from '../../src/credentials/codex-home.ts'
import { AgeAuthStore } from '../../src/credentials/stores/age-auth-store.ts'
import { KeyringAuthStore } from '../../src/credentials/stores/keyring-auth-store.ts'
import {
  hasRealKeyring,
  noKeyringHere,
  RealKeyring,
} from '../credentials/stores/support/real-keyring.ts'
import type { Question } from './ask.ts'
import { expectOneRefresh } from './expect-one-refresh.ts'
import type { Processes } from './processes.ts'

const count = 8
/** Dear enough that the processes meet at it. */
const logN = 14

export function testKeyringLogin(processes: () => Processes): void {
  describe.runIf(hasRealKeyring)(`${count} processes on one expired login${noKeyringHere}`, () => {
    let keyring: RealKeyring
    beforeAll(async () => {
      keyring = await RealKeyring.start()
    })
    afterAll(() => keyring.stop())

    test.each(['keyring', 'age'] as const)('in the %s ask the authority once', async (kind) => {
      await using simulator = await startSimulator({
        paceMs: 0,
        faults: [{ kind: 'delay-reply', on: 'token', ms: 50, times: Number.POSITIVE_INFINITY }],
      })
      await using folder = await createCodexHome(simulator, {
        expired: true,
        extra: { document: { kept: [1] } },
      })
      const home = resolveCodexHome(folder.path)
      // This process keeps to no session bus: other tests share it.
      const options = { keyring: keyring.library, logN }
      const store =
        kind === 'age' ? new AgeAuthStore(home, options) : new KeyringAuthStore(home, options)
      await store.save(await folder.read())
      await rm(folder.authFile)
      const { endpoints } = simulator
      const login = { kind, logN, env: keyring.env }
      const question: Question = { codexHome: home.path, endpoints, login }
      const asking = await processes().some(count)
      const reports = await Promise.all(asking.map((process) => process.ask(question)))

      expectOneRefresh(simulator, reports)
      const saved = await store.load()
      expect(simulator.authority.isLive(saved?.tokens?.refresh_token ?? '')).toBe(true)
      expect(saved?.['kept']).toEqual([1])
    })
  })
}
