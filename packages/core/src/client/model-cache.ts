import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { writePrivateFile } from '../credentials/stores/private-file.ts'
import type { Logger } from '../foundation/logger.ts'
import { protocolVersion } from '../protocol/endpoints.ts'
import { parseJson } from '../protocol/json.ts'
import type { ModelInfo } from '../protocol/model-catalog.ts'
import { version } from '../version.ts'
import { cacheFile, type CacheFolder } from './cache-folder.ts'

/** A catalogue and when the backend gave it. */
export interface CachedModels {
  readonly models: readonly ModelInfo[]
  readonly fetchedAt: Date
  readonly source: 'network' | 'memory' | 'disk'
}

/** Whose catalogue it is. No secret. */
export interface CatalogOwner {
  readonly backend: string
  readonly baseUrl: string
  /** Without one the catalogue is kept in memory only: nobody else could tell whose it is. */
  readonly accountId: string | undefined
}

/** Catalogues by {@link keyOf}: in this process, and in one file each for the next ones. */
export interface ModelCache {
  load(key: string, owner: CatalogOwner): Promise<CachedModels | undefined>
  /** Never fails: what cannot be kept on disk is kept in memory. */
  save(key: string, owner: CatalogOwner, models: CachedModels): void
  /** Waits for files being written. */
  close(): Promise<void>
}

/**
 * Names a catalogue by whose it is. Another account, server or version of either side has another one.
 *
 * @see docs/protocol.md §8
 */
export function keyOf({ backend, baseUrl, accountId }: CatalogOwner): string {
  const parts = [version, protocolVersion, backend, baseUrl, accountId]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

const fileShape = z.lazy(() =>
  z.looseObject({
    version: z.literal(1),
    key: z.string(),
    fetchedAt: z.iso.datetime(),
    models: z.array(
      z.looseObject({
        id: z.string(),
        reasoningEfforts: z.array(z.string()),
        inputModalities: z.array(z.string()),
        serviceTiers: z.array(z.looseObject({ id: z.string() })),
      }),
    ),
  }),
)

export function createModelCache(folder: CacheFolder, logger: Logger): ModelCache {
  const memory = new Map<string, CachedModels>()
  const writing = new Set<Promise<void>>()
  const fileOf = (key: string, { accountId }: CatalogOwner) =>
    accountId === undefined ? undefined : cacheFile(folder, `models-${key.slice(0, 16)}.json`)

  const read = async (key: string, owner: CatalogOwner): Promise<CachedModels | undefined> => {
    const file = await fileOf(key, owner)
    const text = file && (await readFile(file, 'utf8').catch(() => undefined))
    const { success, data } = fileShape.safeParse(text && parseJson(text))
    if (!success || data.key !== key) return undefined
    const models = data.models as unknown as ModelInfo[]
    return { models, fetchedAt: new Date(data.fetchedAt), source: 'disk' }
  }

  const write = async (key: string, owner: CatalogOwner, { models, fetchedAt }: CachedModels) => {
    try {
      const file = await fileOf(key, owner)
      if (file) await writePrivateFile(file, JSON.stringify({ version: 1, key, fetchedAt, models }))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      logger.debug?.('The list of models could not be kept on disk.', { code })
    }
  }

  return {
    async load(key, owner) {
      const known = memory.get(key) ?? (await read(key, owner))
      if (known) memory.set(key, { ...known, source: 'memory' })
      return known
    },
    save(key, owner, models) {
      memory.set(key, { ...models, source: 'memory' })
      const work = write(key, owner, models).finally(() => writing.delete(work))
      writing.add(work)
    },
    async close() {
      await Promise.all(writing)
    },
  }
}
