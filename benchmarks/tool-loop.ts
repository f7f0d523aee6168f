/**
 * A tool loop over a long wire: ten turns, 12 KB of instructions and tools, 10 KB more history a turn, TLS,
 * 40 ms there and back. Once with nothing but the way, once with TCP's slow start and a model that thinks
 * for 400 ms. Prints a table for each; the ways take turns.
 *
 *   npm run node -- benchmarks/tool-loop.ts [--rounds 5] [--turns 10] [--way NAME]…
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FunctionCallItem, InputItem } from '@via-codex/core'
import { median, shuffled, table } from './statistics.ts'
import type { ServerOptions, ServerReady } from './tool-loop/server.ts'
import { ways, type Loop } from './tool-loop/ways.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    turns: { type: 'string', default: '10' },
    way: { type: 'string', multiple: true, default: Object.keys(ways) },
  },
})
const turns = Number(values.turns)

interface Result {
  readonly totalMs: number
  readonly laterMs: number
  readonly sentKb: number
  readonly connections: number
}

const settings: readonly (ServerOptions & { title: string })[] = [
  { title: 'No slow start, no thinking', roundTripMs: 40, slowStart: false, serverMs: 0 },
  { title: 'Slow start, 400 ms of thinking', roundTripMs: 40, slowStart: true, serverMs: 400 },
]

const words =
  'export function const return await async type from value path file index string if else for new throw'.split(
    ' ',
  )

/** So many characters of something like code, another one for each seed. */
function codeLike(length: number, seed: number): string {
  let text = ''
  let state = seed * 7919 + 1
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const word = words[(state >>> 16) % words.length]!
    text += state % 3 === 0 ? `${word}${(state >>> 8).toString(36)} ` : `${word} `
  }
  return text.slice(0, length)
}

async function runLoop(loop: Loop): Promise<number[]> {
  const input: InputItem[] = [{ role: 'user', content: 'Read the files.' }]
  const times: number[] = []
  for (let number = 0; number < turns; number++) {
    const startedAt = performance.now()
    const items = await loop.turn(input, number)
    times.push(performance.now() - startedAt)
    input.push(...items)
    for (const item of items) {
      if (item.type !== 'function_call') continue
      const { call_id } = item as FunctionCallItem
      input.push({ type: 'function_call_output', call_id, output: codeLike(10_000, number) })
    }
  }
  return times
}

async function measure(server: ChildProcess, loop: Loop): Promise<Result> {
  await ask(server)
  try {
    const times = await runLoop(loop)
    const { bytes, connections } = await ask(server)
    return {
      totalMs: times.reduce((sum, time) => sum + time, 0),
      laterMs: median(times.slice(1)),
      sentKb: bytes / 1024,
      connections,
    }
  } finally {
    await loop.close()
  }
}

async function ask(server: ChildProcess): Promise<{ bytes: number; connections: number }> {
  server.send('report')
  const [report] = (await once(server, 'message')) as [{ bytes: number; connections: number }]
  return report
}

const folder = await mkdtemp(join(tmpdir(), 'via-codex-tool-loop-'))
try {
  for (const { title, ...options } of settings) {
    const server = fork(join(import.meta.dirname, 'tool-loop/server.ts'), [JSON.stringify(options)])
    const [ready] = (await once(server, 'message')) as [ServerReady]
    const certificateFile = join(folder, `${title.length}.pem`)
    await writeFile(certificateFile, ready.cert)
    const results = new Map<string, Result[]>(values.way.map((name) => [name, []]))
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [name, list] of shuffled([...results])) {
        const open = ways[name]
        if (!open)
          throw new Error(`There is no way ${name}; there are ${Object.keys(ways).join('; ')}.`)
        list.push(await measure(server, open(ready, certificateFile)))
      }
    }
    server.disconnect()
    await once(server, 'exit')
    console.log(`\n${title}: ${turns} turns, ${options.roundTripMs} ms there and back\n`)
    const rows = [...results].map(([name, list]) => {
      const figure = (of: (result: Result) => number) => String(Math.round(median(list.map(of))))
      return [
        name,
        figure(({ laterMs }) => laterMs),
        figure(({ totalMs }) => totalMs),
        figure(({ sentKb }) => sentKb),
        figure((result) => result.connections),
      ]
    })
    console.log(table(['way', 'a later turn, ms', 'total, ms', 'sent, KB', 'connections'], rows))
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
