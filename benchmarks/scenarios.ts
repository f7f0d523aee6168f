import type { PlayName } from './server.ts'
import type { Subject } from './subjects/subject.ts'

/** Numbers by name, each with its unit; ratios are taken name by name. */
export type Figures = Record<string, number>

interface Run {
  readonly subject: Subject
  /** What loading the subject's file took, its libraries included. */
  readonly importMs: number
  /** Whether this only tries that everything works. */
  readonly isQuick: boolean
}

interface Scenario {
  /** What the server plays. */
  readonly serves: PlayName
  readonly run: (run: Run) => Promise<Figures>
  /** Rounds for one table: figures that take long and vary little need fewer. @default 7 */
  readonly rounds?: number
}

const scenarios: Record<string, Scenario> = {
  /** 200,000 deltas in pieces of 64 KB. */
  bulk: { serves: 'bulk', run: wholeAnswer },
  /** 50,000 deltas, each a piece of its own. */
  pieces: { serves: 'pieces', run: wholeAnswer, rounds: 5 },
  /** 50,000 deltas, the pieces ending inside a character of several bytes. */
  split: { serves: 'split', run: wholeAnswer, rounds: 3 },
  /** One event of 4 MB in pieces of 16 KB. */
  giant: { serves: 'giant', run: wholeAnswer, rounds: 3 },
  /** Answers of 20 deltas, one after the other. */
  short: { serves: 'short', run: latency },
  /** The same, 64 at once. */
  concurrent: { serves: 'short', run: throughput },
  /** 200 slow answers at once. */
  slow: { serves: 'slow', run: memory, rounds: 3 },
  /** Thousands of short answers, one after the other. */
  leak: { serves: 'short', run: growth, rounds: 3 },
}

export const scenarioNames = Object.keys(scenarios)

/** @throws TypeError when there is none of that name */
export function scenarioOf(name: string): Scenario {
  const scenario = scenarios[name]
  if (!scenario) throw new TypeError(`No scenario ${name}; there are ${scenarioNames.join(', ')}.`)
  return scenario
}

async function wholeAnswer({ subject }: Run): Promise<Figures> {
  const { cpuMs } = await metered(async () => void (await subject.ask()))
  return { 'CPU, ms': cpuMs }
}

async function latency({ subject, importMs, isQuick }: Run): Promise<Figures> {
  const firstMs = await timeToFirst(subject)
  const times: number[] = []
  for (let index = 0; index < (isQuick ? 5 : 350); index++) times.push(await timeToFirst(subject))
  const warm = times.slice(isQuick ? 0 : 50).toSorted((a, b) => a - b)
  const percentile = (part: number) => warm[Math.ceil(warm.length * part) - 1]!
  return {
    'first event, p50, ms': percentile(0.5),
    'first event, p99, ms': percentile(0.99),
    'first request of a process, ms': firstMs,
    'import, ms': importMs,
    'import and first request, ms': importMs + firstMs,
  }
}

async function timeToFirst(subject: Subject): Promise<number> {
  const startedAt = performance.now()
  let firstMs = 0
  await subject.ask(() => {
    firstMs = performance.now() - startedAt
  })
  return firstMs
}

/** By time, not by number: the slowest subject takes twenty times as long as the floor. */
async function throughput({ subject, isQuick }: Run): Promise<Figures> {
  const runFor = async (durationMs: number) => {
    let answers = 0
    const endsAt = performance.now() + durationMs
    const worker = async () => {
      while (performance.now() < endsAt) {
        await subject.ask()
        answers++
      }
    }
    await Promise.all(Array.from({ length: 64 }, worker))
    return answers
  }
  await runFor(isQuick ? 10 : 700)
  let answers = 0
  const { cpuMs, wallMs } = await metered(async () => {
    answers = await runFor(isQuick ? 50 : 1_000)
  })
  return {
    'requests a second': (answers * 1000) / wallMs,
    'CPU a request, µs': (cpuMs * 1000) / answers,
  }
}

async function memory({ subject, isQuick }: Run): Promise<Figures> {
  await subject.ask()
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let highest = before
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, 50)
  const { cpuMs, wallMs } = await metered(async () => {
    await Promise.all(Array.from({ length: isQuick ? 5 : 200 }, () => subject.ask()))
  })
  clearInterval(timer)
  return {
    'added memory, MB': (highest - before) / 2 ** 20,
    'CPU, % of a core': (100 * cpuMs) / wallMs,
  }
}

async function growth({ subject, isQuick }: Run): Promise<Figures> {
  const count = isQuick ? 10 : 1_000
  const run = async () => {
    for (let index = 0; index < count; index++) await subject.ask()
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  const before = await run()
  const after = await run()
  return { 'heap growth, bytes a request': (after - before) / count }
}

async function metered(work: () => Promise<void>): Promise<{ cpuMs: number; wallMs: number }> {
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedAt }
}
