import { readFile } from 'node:fs/promises'
import {
  createCodexHome,
  startSimulator,
  type Simulator,
  type SimulatorOptions,
  type TemporaryCodexHome,
} from '@via-codex/simulator'
import { runCli, startCli, type CliOptions, type CliResult, type RunningCli } from './run-cli.ts'
import { runInProcess, type InProcessOptions } from './run-in-process.ts'

/** A simulator, a login on disk, and the command line pointed at both. */
export interface World {
  readonly simulator: Simulator
  readonly home: TemporaryCodexHome
  readonly env: NodeJS.ProcessEnv
  /** In this process: quick, and enough for what a command says and does. */
  run(args: readonly string[], options?: InProcessOptions): ReturnType<typeof runInProcess>
  /** As a process of its own, like a user. */
  spawn(args: readonly string[], options?: CliOptions): Promise<CliResult>
  start(args: readonly string[], options?: CliOptions): RunningCli
  /** The bytes of auth.json as they are now. */
  readAuthFile(): Promise<Buffer>
  [Symbol.asyncDispose](): Promise<void>
}

/** Makes a world; each test has its own, so that tests may run side by side. */
export async function openWorld(options?: SimulatorOptions): Promise<World> {
  const simulator = await startSimulator(options)
  const home = await createCodexHome(simulator)
  const env = {
    CODEX_HOME: home.path,
    VIA_CODEX_CHATGPT_URL: simulator.endpoints.chatgpt,
    VIA_CODEX_API_URL: simulator.endpoints.api,
    VIA_CODEX_AUTH_URL: simulator.endpoints.auth,
  }
  const withEnv = (more: NodeJS.ProcessEnv = {}) => ({ ...env, ...more })
  return {
    simulator,
    home,
    env,
    run: (args, options) => runInProcess(args, { ...options, env: withEnv(options?.env) }),
    spawn: (args, options) => runCli(args, { ...options, env: withEnv(options?.env) }),
    start: (args, options) => startCli(args, { ...options, env: withEnv(options?.env) }),
    readAuthFile: () => readFile(home.authFile),
    async [Symbol.asyncDispose]() {
      await simulator.close()
      await home.dispose()
    },
  }
}
