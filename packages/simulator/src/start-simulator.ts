import { AuthorityKeeper } from './authority/authority-keeper.ts'
import type { Authority } from './authority/authority.ts'
import { catalog } from './backend/catalog.ts'
import { PromptCache } from './backend/prompt-cache.ts'
import { FaultRegistry, type Faults } from './faults/fault-registry.ts'
import { listen } from './server/listen.ts'
import { serve } from './server/serve.ts'
import { upgrade } from './server/upgrade.ts'
import { createRandom } from './random.ts'
import { RequestRecorder, type RequestLog } from './request-log.ts'
import { ScenarioQueue, type ScenarioSource } from './scenario.ts'
import type { SiwcAuthority } from './siwc/siwc-authority.ts'
import { SiwcKeeper } from './siwc/siwc-keeper.ts'
import { resolveSimulatorOptions, type SimulatorOptions } from './simulator-options.ts'
import type { World } from './world.ts'

/** A running other side. */
export interface Simulator {
  /** The base URL, such as `http://127.0.0.1:41327`. */
  readonly url: string
  /** The three bases a client is pointed at. */
  readonly endpoints: {
    /** Stands for `https://chatgpt.com/backend-api`. */
    readonly chatgpt: string
    /** Stands for `https://api.openai.com/v1`. */
    readonly api: string
    /** Stands for `https://auth.openai.com`. */
    readonly auth: string
  }
  /** Issues, expires and revokes tokens, and counts. */
  readonly authority: Authority
  /** The same for Sign in with ChatGPT, whose tokens are none of a Codex login. */
  readonly siwc: SiwcAuthority
  /** What arrived. */
  readonly requests: RequestLog
  /** What breaks. */
  readonly faults: Faults
  /** Queues answers for the next /responses calls, one each. */
  scenario(...sources: ScenarioSource[]): void
  /** Scripted answers not yet given. */
  readonly pendingScenarios: number
  /** Destroys every socket and stops; safe to call twice. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts authority and backend on loopback.
 * @throws TypeError for an option that cannot work; the system's error when the port is taken
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const resolved = resolveSimulatorOptions(options)
  const random = createRandom(resolved.seed)
  const log = new RequestRecorder(resolved.keepRequests)
  const faults = new FaultRegistry(resolved.faults)
  const scenarios = new ScenarioQueue()
  // The server only calls back once it listens, and by then the world is whole.
  const world: { current: World | undefined } = { current: undefined }
  const listening = await listen(resolved, log, {
    onRequest(request, response, connection) {
      if (world.current) void serve(request, response, connection, world.current)
    },
    onUpgrade(request, connection, head) {
      if (world.current) void upgrade(request, connection, head, world.current)
    },
  })
  const url = `${resolved.tls ? 'https' : 'http'}://127.0.0.1:${listening.port}`
  const { now, accessTokenLifetimeMs } = resolved
  const authority = new AuthorityKeeper({ issuer: url, now, random, accessTokenLifetimeMs })
  const siwc = new SiwcKeeper({ issuer: url, now, random })
  world.current = {
    options: resolved,
    url,
    random,
    authority,
    siwc,
    faults,
    log,
    scenarios,
    catalog,
    promptCache: new PromptCache(),
  }

  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= listening.close())
  return {
    url,
    endpoints: { chatgpt: `${url}/backend-api`, api: `${url}/v1`, auth: url },
    authority,
    siwc,
    requests: log,
    faults,
    scenario: (...sources) => scenarios.add(...sources),
    get pendingScenarios() {
      return scenarios.length
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
