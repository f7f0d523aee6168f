/**
 * Measures the streams: `node stream.ts [--rounds N] [--scenario NAME]… [--subject NAME]…`. Each
 * subject is its own process; the floor and the subjects take turns in random order; a ratio is the
 * median of the ratios within a round.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parseArgs, promisify } from 'node:util'
import { median, shuffled, table } from './statistics.ts'
import type { Figures } from './scenarios/measure.ts'

const run = promisify(execFile)
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    scenario: {
      type: 'string',
      multiple: true,
      default: ['bulk-64k', 'bulk-event', 'short', 'concurrent', 'slow', 'leak'],
    },
    subject: { type: 'string', multiple: true, default: ['via-codex', 'openai'] },
  },
})
const here = import.meta.dirname
const server = spawn(process.execPath, [`${here}/server.ts`], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [address] = (await once(createInterface(server.stdout), 'line')) as [string]

async function measure(subject: string, scenario: string): Promise<Figures> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    `${here}/scenarios/measure.ts`,
    subject,
    scenario,
    address,
  ])
  return JSON.parse(stdout) as Figures
}

const rows: string[][] = []
for (const scenario of values.scenario) {
  const rounds: Record<string, Figures>[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const figures: Record<string, Figures> = {}
    for (const subject of shuffled(['floor', ...values.subject]))
      figures[subject] = await measure(subject, scenario)
    rounds.push(figures)
  }
  for (const name of Object.keys(rounds[0]!['floor']!)) {
    const of = (subject: string) => median(rounds.map((round) => round[subject]![name]!))
    const ratio = (subject: string) =>
      median(rounds.map((round) => round[subject]![name]! / round['floor']![name]!))
    rows.push([
      scenario,
      name,
      of('floor').toFixed(2),
      ...values.subject.map(
        (subject) => `${of(subject).toFixed(2)} (${ratio(subject).toFixed(2)} ×)`,
      ),
    ])
  }
}
server.kill()
console.log(table(['scenario', 'figure', 'floor', ...values.subject], rows))
