/**
 * Measures the command line's start: `node cli.ts [--rounds N] [--answers N]`, after a build. Every program
 * takes its turn in each round, in random order, next to a Node process that does nothing. Its log holds as many
 * answers, which takes a minute to write.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createCodexHome, startSimulator, textScenario } from '@via-codex/simulator'
import { parseArgs } from 'node:util'
import { commonestWord, generateLog } from './generate-log.ts'
import { median, shuffled, table } from './statistics.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    answers: { type: 'string', default: '100000' },
  },
})
const cli = `${import.meta.dirname}/../apps/cli/dist/index.js`
const programs: Record<string, string[]> = {
  'an empty script': [`${import.meta.dirname}/empty.mjs`],
  '--version': [cli, '--version'],
  '--help': [cli, '--help'],
  'one prompt': [cli, 'Hello'],
  'one prompt, not logged': [cli, '-n', 'Hello'],
  'logs -n 20': [cli, 'logs', '-n', '20'],
  [`logs -q ${commonestWord}`]: [cli, 'logs', '-n', '20', '-q', commonestWord],
}

interface Run {
  readonly firstByteMs: number
  readonly wallMs: number
  /** From the last byte on stdout to the end of the process. */
  readonly lingeringMs: number
}

const answer = textScenario(Array.from({ length: 20 }, (_, index) => `word${index} `).join(''))
await using simulator = await startSimulator()
await using home = await createCodexHome(simulator)
const env = {
  ...process.env,
  CODEX_HOME: home.path,
  VIA_CODEX_CHATGPT_URL: simulator.endpoints.chatgpt,
  VIA_CODEX_AUTH_URL: simulator.endpoints.auth,
  VIA_CODEX_DATA_DIR: home.path,
}
generateLog(join(home.path, 'logs.db'), Number(values.answers))

async function run(argv: string[]): Promise<Run> {
  simulator.scenario(answer)
  const startedAt = performance.now()
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let firstByteMs = Number.NaN
  let lastByteMs = Number.NaN
  child.stdout.on('data', () => {
    lastByteMs = performance.now() - startedAt
    if (Number.isNaN(firstByteMs)) firstByteMs = lastByteMs
  })
  await once(child, 'exit')
  const wallMs = performance.now() - startedAt
  return { firstByteMs, wallMs, lingeringMs: wallMs - lastByteMs }
}

const runs: Record<string, Run[]> = {}
for (const argv of Object.values(programs)) await run(argv)
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, argv] of shuffled(Object.entries(programs)))
    (runs[name] ??= []).push(await run(argv))
}

const wallOf = (name: string) => runs[name]!.map((one) => one.wallMs)
const empty = wallOf('an empty script')
const rows = Object.entries(runs).map(([name, list]) => {
  const ratio = median(wallOf(name).map((wallMs, round) => wallMs / empty[round]!))
  const firstByte = median(list.map((one, round) => one.firstByteMs - empty[round]!))
  const lingering = median(list.map((one) => one.lingeringMs))
  const shown = (ms: number) => (Number.isNaN(ms) ? '' : ms.toFixed(0))
  return [
    name,
    median(wallOf(name)).toFixed(0),
    `${ratio.toFixed(2)} ×`,
    shown(firstByte),
    shown(lingering),
  ]
})
const head = ['program', 'wall, ms', '÷ empty', 'first byte − empty, ms', 'last byte to end, ms']
console.log(table(head, rows))
