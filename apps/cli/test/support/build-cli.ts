import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundle's entry, built for this run. */
    cliEntry: string
  }
}

/**
 * Builds the command line as it is shipped, once a run, into a folder with no packages near it: what the tests
 * start is what users get, and it has to run alone.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'via-codex-cli-'))
  // One test runs it as somebody else.
  await chmod(folder, 0o755)
  const manifest = createRequire(import.meta.url).resolve('tsup/package.json')
  const tsup = join(dirname(manifest), 'dist', 'cli-default.js')
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  await promisify(execFile)(process.execPath, [tsup, '--silent', '--out-dir', folder], { cwd })
  project.provide('cliEntry', join(folder, 'index.js'))
  return () => rm(folder, { recursive: true, force: true })
}
