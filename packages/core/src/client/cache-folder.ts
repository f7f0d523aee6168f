import { join } from 'node:path'

/** Where a cache is kept; `false` for nowhere, `undefined` for the user's own cache folder. */
export type CacheFolder = string | false | undefined

/**
 * The path of a file in the cache: below `~/.cache/via-codex`, `~/Library/Caches/via-codex` or
 * `%LOCALAPPDATA%\via-codex\Cache` unless another folder is given.
 *
 * @returns `undefined` when nothing is to be kept
 */
export async function cacheFile(folder: CacheFolder, name: string): Promise<string | undefined> {
  if (folder === false) return undefined
  if (folder !== undefined) return join(folder, name)
  const { default: envPaths } = await import('env-paths')
  return join(envPaths('via-codex', { suffix: '' }).cache, name)
}
