import type { AuthorityKeeper } from './authority/authority-keeper.ts'
import type { Catalog } from './backend/catalog.ts'
import type { PromptCache } from './backend/prompt-cache.ts'
import type { FaultRegistry } from './faults/fault-registry.ts'
import type { Random } from './random.ts'
import type { RequestRecorder } from './request-log.ts'
import type { ScenarioQueue } from './scenario.ts'
import type { SiwcKeeper } from './siwc/siwc-keeper.ts'
import type { ResolvedSimulatorOptions } from './simulator-options.ts'

/** Everything one simulator holds; each endpoint takes what it needs. */
export interface World {
  readonly options: ResolvedSimulatorOptions
  /** The base URL, known once the server listens. */
  readonly url: string
  readonly random: Random
  readonly authority: AuthorityKeeper
  readonly siwc: SiwcKeeper
  readonly faults: FaultRegistry
  readonly log: RequestRecorder
  readonly scenarios: ScenarioQueue
  readonly catalog: Catalog
  readonly promptCache: PromptCache
}
