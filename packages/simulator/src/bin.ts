#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createCodexHome } from './codex-home.ts'
import { environmentOf, helpText } from './command-text.ts'
import { parseFault } from './faults/parse-fault.ts'
import { startSimulator } from './start-simulator.ts'

const EXIT_USAGE = 2

try {
  await main()
} catch (error) {
  console.error(`via-codex-simulator: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = isUsageError(error) ? EXIT_USAGE : 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      fault: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(helpText())
  if (values.version) return console.log(readVersion())
  const faults = values.fault.map(parseFault)
  const simulator = await startSimulator({ port: Number(values.port), faults })
  const home = await createCodexHome(simulator)
  console.log(environmentOf(simulator, home))
  const stop = async (): Promise<void> => {
    await simulator.close()
    await home.dispose()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function isUsageError(error: unknown): boolean {
  return error instanceof TypeError
}
