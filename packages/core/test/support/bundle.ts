import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const packageFolder = join(import.meta.dirname, '../..')

/** A program bundled from the sources, so that many processes of it start quickly. */
export interface BundledProgram {
  readonly file: string
  dispose(): Promise<void>
}

export async function bundleProgram(entry: string): Promise<BundledProgram> {
  // Below the package, so that its dependencies are found.
  const folder = await mkdtemp(join(packageFolder, 'node_modules', '.via-codex-test-'))
  const file = join(folder, 'program.mjs')
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.19',
    conditions: ['@via-codex/source'],
    external: ['undici', 'write-file-atomic'],
  })
  return { file, dispose: () => rm(folder, { recursive: true, force: true }) }
}
