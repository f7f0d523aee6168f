import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { assertNoWords, helpOption, parseArguments } from '../parse-arguments.ts'

const options = {
  fault: {
    type: 'string',
    multiple: true,
    default: [] as string[],
    value: '<name>',
    words: 'let something go wrong, repeatable; --faults lists them',
  },
  faults: { type: 'boolean', default: false, words: 'list the faults there are' },
  port: { type: 'string', default: '0', value: '<port>', words: 'where to listen (default: any)' },
  ...helpOption,
} as const

export const manual: Manual = {
  usage: ['simulate [options]'],
  about:
    'Runs a stand-in for the other side on this machine, for programs of your own, until Ctrl-C: authority and backend, a login in a folder of its own, and a brain that answers. Prints the environment that points any program of via-codex at it.',
  options,
  examples: [
    'via-codex simulate > simulator.env & sleep 1; set -a; . ./simulator.env',
    'via-codex simulate --fault usage-limit',
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, options, 'via-codex simulate --help')
  if (values.help) return context.output.print(formatManual(manual))
  assertNoWords(positionals, 'simulate')
  const { listFaults, serveSimulation } = await import('../simulate/serve-simulation.ts')
  if (values.faults) return context.output.print(listFaults())
  await serveSimulation(values, context)
}
