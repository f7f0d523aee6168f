import { mkdtemp, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const packageFolder = join(import.meta.dirname, '../..')

/** A program bundled from the sources, so that many processes of it start quickly. */
export interface BundledProgram {
  readonly file: string
  dispose(): Promise<void>
}

/**
 * Bundles it with all it needs but what is native, in pieces: a process loads what it uses. That starts in a third of the
 * processor time that the packages take file by file.
 */
export async function bundleProgram(entry: string): Promise<BundledProgram> {
  // Below the package, so that its native dependencies are found.
  const folder = await mkdtemp(join(packageFolder, 'node_modules', '.via-codex-test-'))
  await build({
    entryPoints: [entry],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.19',
    conditions: ['@via-codex/source'],
    external: ['@napi-rs/keyring'],
    // CommonJS has these, and the packages that are written in it ask for them.
    banner: {
      js: `import { createRequire } from 'node:module'
        const require = createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname`,
    },
  })
  return {
    file: join(folder, basename(entry).replace(/\.ts$/, '.mjs')),
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}
