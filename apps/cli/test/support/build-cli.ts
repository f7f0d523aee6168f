import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { isBuilt } from '../../../../tools/is-built.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundle's entry, made of the sources as they are. */
    cliEntry: string
  }
}

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** What the bundle is made of. */
const ingredients = [
  'apps/cli/few-files.ts',
  'apps/cli/package.json',
  'apps/cli/src',
  'apps/cli/tsup.config.ts',
  'packages/core/src',
  'packages/simulator/src',
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
  if (await isBuilt('apps/cli/dist/index.js', ingredients)) {
    await cp(join(packageFolder, 'dist'), folder, { recursive: true })
  } else await build(folder)
  project.provide('cliEntry', join(folder, 'index.js'))
  return () => rm(folder, { recursive: true, force: true })
}

async function build(folder: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('tsup/package.json')
  const tsup = join(dirname(manifest), 'dist', 'cli-default.js')
  const args = [tsup, '--silent', '--out-dir', folder]
  await promisify(execFile)(process.execPath, args, { cwd: packageFolder })
}
