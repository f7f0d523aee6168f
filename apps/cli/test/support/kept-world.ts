import { mkdtemp, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { SimulatorOptions } from '@via-codex/simulator'
import { runInProcess } from './run-in-process.ts'
import { openWorld, type World } from './world.ts'

/** A world with folders of its own for what is kept and set, in which commands run in this process. */
export interface KeptWorld extends AsyncDisposable {
  readonly simulator: World['simulator']
  readonly env: NodeJS.ProcessEnv
  /** A folder to put files into. */
  readonly folder: string
  run(args: readonly string[], input?: string | Buffer): ReturnType<typeof runInProcess>
  /** The body that was sent last. */
  sent(): Record<string, any>
}

export async function openKeptWorld(options?: SimulatorOptions): Promise<KeptWorld> {
  const world = await openWorld(options)
  const folder = await mkdtemp(join(homedir(), 'kept-'))
  const env = {
    ...world.env,
    VIA_CODEX_DATA_DIR: join(folder, 'data'),
    VIA_CODEX_CONFIG_DIR: join(folder, 'config'),
  }
  return {
    simulator: world.simulator,
    env,
    folder,
    run: (args, input) => runInProcess(args, { env, ...(input !== undefined && { input }) }),
    sent: () => world.simulator.requests.last('responses').body as Record<string, any>,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
