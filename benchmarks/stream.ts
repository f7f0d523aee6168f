/**
 * Measures the streams: `node stream.ts [--quick] [--rounds N] [--scenario NAME]… [--subject NAME]…`.
 * Each subject is its own process; the floor and the subjects take turns in random order; a ratio is the
 * median of the ratios within a round.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs, promisify } from 'node:util'
import { scenarioNames, scenarioOf, type Figures } from './scenarios.ts'
import { median, shuffled, table } from './statistics.ts'

const here = import.meta.dirname
const floor = 'floor'
const others = readdirSync(`${here}/subjects`)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== floor && name !== 'subject')
const run = promisify(execFile)
const { values } = parseArgs({
  options: {
    /** Tries that everything works; its figures mean nothing. */
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    scenario: { type: 'string', multiple: true, default: scenarioNames },
    subject: { type: 'string', multiple: true, default: others },
  },
})
const subjects = [floor, ...values.subject]
const quick = values.quick ? ['--quick'] : []
const server = spawn(process.execPath, [`${here}/server.ts`, ...quick], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [address] = (await once(createInterface(server.stdout), 'line')) as [string]

async function measure(subject: string, scenario: string): Promise<Figures> {
  const argv = ['--expose-gc', `${here}/measure.ts`, subject, scenario, address, ...quick]
  const { stdout } = await run(process.execPath, argv)
  return JSON.parse(stdout) as Figures
}

function roundsOf(scenario: string): number {
  return values.quick ? 1 : Number(values.rounds ?? scenarioOf(scenario).rounds ?? 7)
}

try {
  for (const scenario of values.scenario) {
    const rows: string[][] = []
    const rounds: Record<string, Figures>[] = []
    for (let round = 0; round < roundsOf(scenario); round++) {
      const figures: Record<string, Figures> = {}
      for (const subject of shuffled(subjects)) figures[subject] = await measure(subject, scenario)
      rounds.push(figures)
    }
    for (const name of Object.keys(rounds[0]![floor]!)) {
      const of = (subject: string) => median(rounds.map((round) => round[subject]![name]!))
      const ratio = (subject: string) =>
        median(rounds.map((round) => round[subject]![name]! / round[floor]![name]!))
      const shown = (subject: string) =>
        `${of(subject).toFixed(2)} (${ratio(subject).toFixed(2)} ×)`
      rows.push([scenario, name, of(floor).toFixed(2), ...values.subject.map(shown)])
    }
    // At once, so that a run which is broken off has told what it knows.
    console.log(`${table(['scenario', 'figure', floor, ...values.subject], rows)}\n`)
  }
} finally {
  server.kill()
}
