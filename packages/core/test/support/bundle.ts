import { mkdtemp, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const packageFolder = join(import.meta.dirname, '../..')

/** Programs bundled from the sources, so that many processes of them start quickly. */
export interface BundledPrograms {
  /** In the order of the entries. */
  readonly files: readonly string[]
  dispose(): Promise<void>
}

/**
 * Bundles them with all they need but what is native, in pieces: a process loads what it uses. That starts in a third of the
 * processor time that the packages take file by file.
 */
export async function bundlePrograms(entries: readonly string[]): Promise<BundledPrograms> {
  // Below the package, so that their native dependencies are found.
  const folder = await mkdtemp(join(packageFolder, 'node_modules', '.via-codex-test-'))
  await build({
    entryPoints: [...entries],
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
    files: entries.map((entry) => join(folder, basename(entry).replace(/\.ts$/, '.mjs'))),
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}
