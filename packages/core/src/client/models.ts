import { ApiError } from '../errors/api-error.ts'
import { RefreshError } from '../errors/refresh-error.ts'
import { TransportError } from '../errors/transport-error.ts'
import type { Now } from '../foundation/clock.ts'
import type { Logger } from '../foundation/logger.ts'
import { sharedFlight } from '../foundation/shared-flight.ts'
import type { ModelInfo } from '../protocol/model-catalog.ts'
import type { Connection, Connector } from './connection.ts'
import { keyOf, type CachedModels, type CatalogOwner, type ModelCache } from './model-cache.ts'
import { requestModels } from './request-models.ts'

/** A catalogue: a list of its own, with what is known of its age. */
export type ModelList = ModelInfo[] & {
  /** When the backend gave it. */
  readonly fetchedAt: Date
  readonly source: CachedModels['source']
  /** Older than five minutes: the backend could not be asked for a newer one. */
  readonly isStale: boolean
}

export interface ModelsOptions {
  signal?: AbortSignal | undefined
  /** Ask the backend, whatever is known; a failure is then thrown. @default false */
  fresh?: boolean | undefined
}

/** What the login may use. */
export interface Models {
  /**
   * The catalogue, the recommended model first, as the backend gave it in the last five minutes. When it
   * cannot be asked for a newer one, an older one is given and a warning says so.
   *
   * @throws {@link AnyCodexError} when none is known, and always for what is wrong with the login
   * @see docs/protocol.md §8
   */
  list(options?: ModelsOptions): Promise<ModelList>
  /**
   * One row of {@link Models.list}. A model that is not in the list may work nevertheless.
   *
   * @throws {@link AnyCodexError}
   */
  get(id: string, options?: ModelsOptions): Promise<ModelInfo | undefined>
}

export interface CatalogOptions {
  readonly cache: ModelCache
  readonly now: Now
  readonly logger: Logger
  /** How long the backend may take where an older catalogue is at hand, in milliseconds. @default 5_000 */
  readonly renewalLimitMs?: number
}

/** How long a catalogue is taken as true, in milliseconds. @see docs/protocol.md §8 */
const freshForMs = 5 * 60_000
/** How long the older catalogue is given without asking after that failed, in milliseconds. */
const pauseMs = 30_000

export function createModels(
  connector: Pick<Connector, 'connect' | 'status' | 'token'>,
  { cache, now, logger, renewalLimitMs = 5_000 }: CatalogOptions,
): Models {
  const renewing = sharedFlight<CachedModels>()
  const pausedUntil = new Map<string, number>()

  const isStale = ({ fetchedAt }: CachedModels) => {
    const ageMs = now().getTime() - fetchedAt.getTime()
    return ageMs < 0 || ageMs > freshForMs
  }

  const ask = async (connection: Connection, signal: AbortSignal | undefined) => {
    const models = await requestModels(connection, signal)
    return { models, fetchedAt: now(), source: 'network' } as const
  }

  const find = async ({ signal, fresh = false }: ModelsOptions): Promise<CachedModels> => {
    signal?.throwIfAborted()
    const connection = await connector.connect()
    const owner = await ownerOf(connector, connection, signal)
    if (!owner) return ask(connection, signal)
    const key = keyOf(owner)
    const known = fresh ? undefined : await cache.load(key, owner)
    if (known && !isStale(known)) return known
    if (known && now().getTime() < (pausedUntil.get(key) ?? 0)) return known
    const limit = known && AbortSignal.timeout(renewalLimitMs)
    const giveUp = limit && signal ? AbortSignal.any([limit, signal]) : (limit ?? signal)
    const renew = async (flightSignal: AbortSignal) => {
      const models = await ask(connection, flightSignal)
      cache.save(key, owner, models)
      pausedUntil.delete(key)
      return models
    }
    try {
      return await renewing(key, renew, giveUp)
    } catch (error) {
      signal?.throwIfAborted()
      if (!known || !(limit?.aborted || isOfTheServer(error))) throw error
      pausedUntil.set(key, now().getTime() + pauseMs)
      logger.warn?.('The list of models could not be renewed; an older one is used.', {
        fetchedAt: known.fetchedAt,
        error,
      })
      return known
    }
  }

  const list: Models['list'] = async (listOptions = {}) => {
    const known = await find(listOptions)
    const { fetchedAt, source } = known
    const facts = { fetchedAt, source, isStale: isStale(known) }
    // Not enumerable: the list is compared, spread and printed as the list it is.
    const properties = Object.entries(facts).map(([name, value]) => [name, { value }])
    return Object.defineProperties([...known.models], Object.fromEntries(properties)) as ModelList
  }

  return {
    list,
    async get(id, getOptions) {
      const models = await list(getOptions)
      return models.find((model) => model.id === id)
    },
  }
}

/** Whose catalogue it is; `undefined` where it may be somebody else's the next time. */
async function ownerOf(
  connector: Pick<Connector, 'status' | 'token'>,
  { backend, baseUrl }: Connection,
  signal: AbortSignal | undefined,
): Promise<CatalogOwner | undefined> {
  const { account, kind } = await connector.status({ signal })
  const isCustom = kind === 'custom'
  const accountId = isCustom ? (await connector.token({ signal })).accountId : account.accountId
  if (isCustom && accountId === undefined) return undefined
  return { backend, baseUrl, accountId }
}

/** What is wrong with the login would be wrong with the next request too, and must be told. */
function isOfTheServer(error: unknown): boolean {
  if (ApiError.isInstance(error)) return error.code !== 'UNAUTHORIZED'
  if (RefreshError.isInstance(error)) return error.code === 'REFRESH_UNAVAILABLE'
  return TransportError.isInstance(error) && error.code !== 'INSECURE_ENDPOINT'
}
