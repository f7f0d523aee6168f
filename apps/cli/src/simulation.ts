import { createCodexHome, startSimulator } from '@via-codex/simulator'
import type { Context } from './context.ts'

/** A stand-in for the other side, in this process, with a login of its own. */
export interface Simulation {
  readonly codexHome: string
  readonly endpoints: { readonly chatgpt: string; readonly api: string; readonly auth: string }
  close(): Promise<void>
}

export async function startSimulation({ talk }: Pick<Context, 'talk'>): Promise<Simulation> {
  const simulator = await startSimulator()
  const home = await createCodexHome(simulator)
  talk.say(`simulate: a simulator on ${simulator.url} answers, not a model.`)
  return {
    codexHome: home.path,
    endpoints: simulator.endpoints,
    async close() {
      await simulator.close()
      await home.dispose()
    },
  }
}
