import { once } from 'node:events'
import {
  createCodexHome,
  environmentOf,
  faultKinds,
  parseFault,
  startSimulator,
  type Fault,
} from '@via-codex/simulator'
import { CommandError, UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatTable } from '../format-table.ts'

/** The faults there are, a line each. */
export function listFaults(): string {
  return formatTable(
    Object.entries(faultKinds).map(([kind, { on, about }]) => [kind, about, `(${on})`]),
  )
}

/**
 * Runs a simulator until the command is stopped, and takes its login with it.
 *
 * @throws UsageError for a fault or a port that is none
 */
export async function serveSimulation(
  settings: { readonly fault: readonly string[]; readonly port: string },
  { output, talk, signal }: Context,
): Promise<void> {
  const faults = settings.fault.map(toFault)
  const simulator = await startSimulator({ port: toPort(settings.port), faults }).catch(
    (error: unknown) => {
      const { code = String(error) } = error as NodeJS.ErrnoException
      throw new CommandError(
        `The simulator cannot listen on port ${settings.port} (${code}).`,
        'Choose another with --port, or let the system choose.',
      )
    },
  )
  const home = await createCodexHome(simulator)
  try {
    output.print(environmentOf(simulator, home))
    await output.flush()
    talk.say(`A simulator listens on ${simulator.url}. Ctrl-C stops it.`)
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await simulator.close()
    await home.dispose()
  }
}

function toFault(text: string): Fault {
  try {
    return parseFault(text)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [name = ''] = text.split(':', 1)
    throw Object.hasOwn(faultKinds, name)
      ? new UsageError(
          `--fault ${text} is none.`,
          `Write it like ${name}, ${name}:3 or ${name}:always.`,
        )
      : new UsageError(`There is no fault ${name}.`, 'See `via-codex simulate --faults`.')
  }
}

function toPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new UsageError(`--port ${text} is none.`, 'Give a number from 0 to 65535.')
}
