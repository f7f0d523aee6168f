import { rm } from 'node:fs/promises'
import { join } from 'node:path'
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
import { bundleProgram, type BundledProgram } from '../support/bundle.ts'
import type { StoreQuestion } from './ask-store.ts'
import { AskingProcess } from './asking-process.ts'

const count = 8
/** Dear enough that the processes meet at it. */
const logN = 14

describe.runIf(hasRealKeyring)(`${count} processes on one expired login${noKeyringHere}`, () => {
  let keyring: RealKeyring
  let program: BundledProgram
  let processes: AskingProcess[]
  beforeAll(async () => {
    keyring = await RealKeyring.start()
    process.env['DBUS_SESSION_BUS_ADDRESS'] = keyring.env['DBUS_SESSION_BUS_ADDRESS']
    program = await bundleProgram(join(import.meta.dirname, 'ask-store.ts'))
    processes = await AskingProcess.startMany(program.file, count)
  }, 60_000)
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.kill()))
    await program.dispose()
    delete process.env['DBUS_SESSION_BUS_ADDRESS']
    await keyring.stop()
  })

  test.each(['keyring', 'age'] as const)(
    'in the %s ask the authority once',
    { timeout: 30_000 },
    async (kind) => {
      await using simulator = await startSimulator({
        faults: [{ kind: 'delay-reply', on: 'token', ms: 50, times: Number.POSITIVE_INFINITY }],
      })
      await using folder = await createCodexHome(simulator, {
        expired: true,
        extra: { document: { kept: [1] } },
      })
      const home = resolveCodexHome(folder.path)
      const store = kind === 'age' ? new AgeAuthStore(home, { logN }) : new KeyringAuthStore(home)
      await store.save(await folder.read())
      await rm(folder.authFile)
      const { endpoints } = simulator
      const question: StoreQuestion = { codexHome: home.path, endpoints, kind, logN }
      const reports = await Promise.all(processes.map((process) => process.ask(question)))

      expect(reports.map((report) => report?.code ?? 'answered')).toEqual(
        reports.map(() => 'answered'),
      )
      expect(simulator.requests.count('token')).toBe(1)
      expect(simulator.authority.counts).toMatchObject({ refreshes: 1, rejections: 0 })
      expect(simulator.authority.loggedOut()).toEqual([])
      const saved = await store.load()
      expect(simulator.authority.isLive(saved?.tokens?.refresh_token ?? '')).toBe(true)
      expect(saved?.['kept']).toEqual([1])
    },
  )
})
