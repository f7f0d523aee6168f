import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundle's entry, made of the sources as they are. */
    cliEntry: string
  }
}

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const root = join(packageFolder, '../..')
const dist = join(packageFolder, 'dist')

/** What the bundle is made of. */
const ingredients = [
  ...['apps/cli/src', 'packages/core/src', 'packages/simulator/src'],
  ...['apps/cli/tsup.config.ts', 'apps/cli/few-files.ts', 'apps/cli/package.json'],
  'pnpm-lock.yaml',
]

/**
 * Puts the command line as it is shipped into a folder with no packages near it, once a run: what the tests start is what
 * users get, and it has to run alone. What the build has left is taken if nothing it is made of has changed since.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'via-codex-cli-'))
  // One test runs it as somebody else.
  await chmod(folder, 0o755)
  if (await isBuilt()) await cp(dist, folder, { recursive: true })
  else await build(folder)
  project.provide('cliEntry', join(folder, 'index.js'))
  return () => rm(folder, { recursive: true, force: true })
}

async function build(folder: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('tsup/package.json')
  const tsup = join(dirname(manifest), 'dist', 'cli-default.js')
  const args = [tsup, '--silent', '--out-dir', folder]
  await promisify(execFile)(process.execPath, args, { cwd: packageFolder })
}

/** Whether the build is newer than all it is made of, folders included: they tell of deleted files. */
async function isBuilt(): Promise<boolean> {
  const built = await stat(join(dist, 'index.js')).catch(() => undefined)
  if (!built) return false
  const times = await Promise.all(ingredients.map((path) => timesBelow(join(root, path))))
  return built.mtimeMs > Math.max(...times.flat())
}

/** When it was changed, and all that is in it, in milliseconds. */
async function timesBelow(path: string): Promise<number[]> {
  const stats = await stat(path)
  if (!stats.isDirectory()) return [stats.mtimeMs]
  const names = await readdir(path, { recursive: true })
  const times = names.map(async (name) => (await stat(join(path, name))).mtimeMs)
  return [stats.mtimeMs, ...(await Promise.all(times))]
}
