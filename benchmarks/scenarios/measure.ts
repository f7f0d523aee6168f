/**
 * Runs one subject through one scenario in this process and prints what it measured as one line of
 * JSON: `node measure.ts SUBJECT SCENARIO SERVER`.
 */
import type { CreateSubject, Subject } from '../subjects/subject.ts'

/** Numbers by name; ratios are taken name by name. */
export type Figures = Record<string, number>

const scenarios: Record<string, (subject: Subject) => Promise<Figures>> = {
  'bulk-64k': bulk,
  'bulk-event': bulk,
  short: latency,
  concurrent: throughput,
  slow: memory,
  leak,
}
const served: Record<string, string> = { concurrent: 'short', leak: 'short' }

async function bulk(subject: Subject): Promise<Figures> {
  const { cpuMs, wallMs } = await metered(async () => void (await subject.ask()))
  return { cpuMs, wallMs }
}

async function latency(subject: Subject): Promise<Figures> {
  const firstRequestMs = await timeToFirst(subject)
  for (let index = 0; index < 50; index++) await subject.ask()
  const times: number[] = []
  for (let index = 0; index < 300; index++) times.push(await timeToFirst(subject))
  times.sort((a, b) => a - b)
  return { firstEventP50Ms: times[150]!, firstEventP99Ms: times[297]!, firstRequestMs }
}

async function timeToFirst(subject: Subject): Promise<number> {
  const startedAt = performance.now()
  let firstMs = 0
  await subject.ask(() => {
    firstMs = performance.now() - startedAt
  })
  return firstMs
}

async function throughput(subject: Subject): Promise<Figures> {
  const run = async (count: number) => {
    let left = count
    const worker = async () => {
      while (left-- > 0) await subject.ask()
    }
    await Promise.all(Array.from({ length: 64 }, worker))
  }
  await run(2_000)
  const count = 12_000
  const { cpuMs, wallMs } = await metered(() => run(count))
  return { requestsPerSecond: (count * 1000) / wallMs, cpuPerRequestUs: (cpuMs * 1000) / count }
}

async function memory(subject: Subject): Promise<Figures> {
  await subject.ask()
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let highest = before
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, 50)
  const { cpuMs, wallMs } = await metered(() =>
    Promise.all(Array.from({ length: 200 }, () => subject.ask())).then(() => {}),
  )
  clearInterval(timer)
  return { addedRssMb: (highest - before) / 2 ** 20, cpuPercent: (100 * cpuMs) / wallMs }
}

async function leak(subject: Subject): Promise<Figures> {
  const run = async (count: number) => {
    for (let index = 0; index < count; index++) await subject.ask()
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  const before = await run(2_000)
  const after = await run(2_000)
  return { heapBytesPerRequest: (after - before) / 2_000 }
}

async function metered(work: () => Promise<void>): Promise<{ cpuMs: number; wallMs: number }> {
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedAt }
}

const [subjectName, scenario, server] = process.argv.slice(2) as [string, string, string]
const { default: create } = (await import(`../subjects/${subjectName}.ts`)) as {
  default: CreateSubject
}
const subject = await create(`${server}/${served[scenario] ?? scenario}/codex`)
console.log(JSON.stringify(await scenarios[scenario]!(subject)))
await subject.close()
process.exit()
