import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Whether a file that a build makes is newer than all it is made of.
 *
 * @param built from the workspace folder, as all paths here
 * @param ingredients files, and folders with all that is in them. A folder counts, too: it tells of a file that was deleted
 */
export async function isBuilt(built: string, ingredients: readonly string[]): Promise<boolean> {
  const made = await stat(join(root, built)).catch(() => undefined)
  if (!made) return false
  const times = await Promise.all(ingredients.map(timesBelow))
  return made.mtimeMs > Math.max(...times.flat())
}

/** When it was changed, and all that is in it, in milliseconds. */
async function timesBelow(path: string): Promise<number[]> {
  const stats = await stat(join(root, path))
  if (!stats.isDirectory()) return [stats.mtimeMs]
  const names = await readdir(join(root, path), { recursive: true })
  const times = names.map(async (name) => (await stat(join(root, path, name))).mtimeMs)
  return [stats.mtimeMs, ...(await Promise.all(times))]
}
