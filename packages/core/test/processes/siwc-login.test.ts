import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulator, type Fault } from '@via-codex/simulator'
import { generateX25519Identity } from 'age-encryption'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { signInWithSiwc, siwc } from '../../src/index.ts'
import { autoBrowser } from '../sign-in/world.ts'
import { bundleProgram, type BundledProgram } from '../support/bundle.ts'
import type { SiwcQuestion } from './ask-siwc.ts'
import { AskingProcess } from './asking-process.ts'

const count = 16
let program: BundledProgram
let processes: AskingProcess[]
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'ask-siwc.ts'))
  processes = await AskingProcess.startMany(program.file, count)
}, 60_000)
afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill()))
  await program.dispose()
})

const always = { times: Number.POSITIVE_INFINITY }
test.each<[string, Fault[]]>([
  ['at once', []],
  ['late', [{ kind: 'delay-reply', on: 'token', ms: 200, ...always }]],
  ['with keys that come late', [{ kind: 'delay-reply', on: 'jwks', ms: 200, ...always }]],
])(
  `${count} processes of one app near the end of its token ask once, answered %s`,
  { timeout: 30_000 },
  async (_name, faults) => {
    await using simulator = await startSimulator()
    const codexHome = await mkdtemp(join(tmpdir(), 'via-codex-siwc-'))
    onTestFinished(() => rm(codexHome, { recursive: true, force: true }))
    const { endpoints } = simulator
    const key = await generateX25519Identity()
    simulator.siwc.lifetimeMs = 1_000
    await signInWithSiwc({
      credential: siwc({ agentName: 'my-app', directory: codexHome }),
      keyring: {
        getPassword: async () => key,
        setPassword: async () => {},
        deletePassword: async () => false,
      },
      endpoints,
      openBrowser: autoBrowser().openBrowser,
    })
    simulator.siwc.lifetimeMs = 3_600_000
    simulator.faults.add(...faults)
    const question: SiwcQuestion = { codexHome, endpoints, key }
    const reports = await Promise.all(processes.map((process) => process.ask(question)))
    expect(reports.map((report) => report?.code ?? 'answered')).toEqual(
      reports.map(() => 'answered'),
    )
    expect(simulator.siwc.counts).toMatchObject({ exchanges: 1, refreshes: 1, rejections: 0 })
    expect(simulator.siwc.counts.registrations).toBe(1)
    const answered = simulator.requests.to('responses').filter(({ status }) => status === 200)
    expect(answered).toHaveLength(count)
  },
)
