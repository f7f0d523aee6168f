import type { Fault } from './faults/fault.ts'
import type { ScenarioSource } from './scenario.ts'
import type { Chunking } from './stream/chunk.ts'

/** How {@link startSimulator} behaves; every member has a default. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1; 0 lets the system choose. @default 0 */
  port?: number | undefined
  /** Serve HTTPS with HTTP/2 and HTTP/1.1 instead of plain HTTP/1.1; both members are PEM. */
  tls?: { key: string | Buffer; cert: string | Buffer } | undefined
  /** The clock for every token expiry and reset instant. @default the system clock */
  now?: (() => Date) | undefined
  /** Makes ids and tokens repeatable. @default a random seed */
  seed?: number | undefined
  /** What every /responses call answers when nothing is queued. @default the brain */
  scenario?: ScenarioSource | undefined
  /** Faults in force from the start. @default [] */
  faults?: readonly Fault[] | undefined
  /** Put all items into `response.completed`, as the platform does; the Codex backend sends `[]`. @default false */
  fullOutput?: boolean | undefined
  /**
   * Whether a Codex request needs non-empty `instructions`: `'always'`, `'never'`, or `'unlessDeveloper'`, where a
   * leading developer message stands in for them. @default 'unlessDeveloper' @see docs/protocol.md §6.6
   */
  instructions?: 'always' | 'unlessDeveloper' | 'never' | undefined
  /** What to do with an `id` on an input item. @default 'refuse' @see docs/protocol.md §6.6 */
  itemIds?: 'refuse' | 'allow' | undefined
  /** Milliseconds between two text deltas; 0 sends the whole answer at once. @default 2 for the brain, 0 for a scenario */
  paceMs?: number | undefined
  /** Lifetime of an access token in milliseconds. @default 864_000_000 (10 days) */
  accessTokenLifetimeMs?: number | undefined
  /** What using a refresh token twice does: only refuse, or also end the whole login. @default 'refuse' */
  refreshTokenReuse?: 'refuse' | 'revokeLogin' | undefined
  /** How the bytes of every event stream are cut. @default 'whole' */
  chunking?: Chunking | undefined
  /** Percent of the plan already used, as the rate-limit headers tell it. @default { primary: 12.5, secondary: 34 } */
  usedPercent?: { primary: number; secondary: number } | undefined
  /** Keep each request's decoded body in the log. @default true */
  keepBodies?: boolean | undefined
  /** How many requests the log keeps; the oldest go first, counts stay right. @default Infinity */
  keepRequests?: number | undefined
}

/** {@link SimulatorOptions} with the defaults filled in. */
export interface ResolvedSimulatorOptions {
  port: number
  tls: { key: string | Buffer; cert: string | Buffer } | undefined
  now: () => Date
  seed: number
  scenario: ScenarioSource | undefined
  faults: readonly Fault[]
  fullOutput: boolean
  instructions: 'always' | 'unlessDeveloper' | 'never'
  itemIds: 'refuse' | 'allow'
  paceMs: number | undefined
  accessTokenLifetimeMs: number
  refreshTokenReuse: 'refuse' | 'revokeLogin'
  chunking: Chunking
  usedPercent: { primary: number; secondary: number }
  keepBodies: boolean
  keepRequests: number
}

const TEN_DAYS_MS = 864_000_000

/** Fills the defaults and refuses, with a `TypeError`, what cannot work. */
export function resolveSimulatorOptions(options: SimulatorOptions): ResolvedSimulatorOptions {
  const port = options.port ?? 0
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError('port must be a whole number from 0 to 65535, for example 8080')
  return {
    port,
    tls: options.tls,
    now: options.now ?? (() => new Date()),
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
    scenario: options.scenario,
    faults: options.faults ?? [],
    fullOutput: options.fullOutput ?? false,
    instructions: options.instructions ?? 'unlessDeveloper',
    itemIds: options.itemIds ?? 'refuse',
    paceMs: options.paceMs,
    accessTokenLifetimeMs: options.accessTokenLifetimeMs ?? TEN_DAYS_MS,
    refreshTokenReuse: options.refreshTokenReuse ?? 'refuse',
    chunking: options.chunking ?? 'whole',
    usedPercent: options.usedPercent ?? { primary: 12.5, secondary: 34 },
    keepBodies: options.keepBodies ?? true,
    keepRequests: options.keepRequests ?? Infinity,
  }
}
